import { diag } from '@opentelemetry/api';

export interface DaemonAddress {
  readonly host: string;
  readonly port: number;
}

const DEFAULT_DAEMON_ADDRESS: DaemonAddress = { host: '127.0.0.1', port: 2000 };

/**
 * Reads the forms of `AWS_XRAY_DAEMON_ADDRESS`: `host:port`, `udp:host:port`, and `tcp:host:port udp:host:port` in
 * either order; an IPv6 address in brackets. Returns undefined for anything else.
 */
export function parseDaemonAddress(text: string): DaemonAddress | undefined {
  const parts = text.trim().split(/\s+/);
  const udp = parts.find((part) => /^udp:/i.test(part));
  if (udp !== undefined) return parseHostAndPort(udp.slice('udp:'.length));
  const [only] = parts;
  return parts.length === 1 && only !== undefined && !/^tcp:.*:/i.test(only) ? parseHostAndPort(only) : undefined;
}

/** The address given in code, else that of the environment, else the daemon's default; what cannot be read is reported. */
export function resolveDaemonAddress(option: string | undefined, env: NodeJS.ProcessEnv): DaemonAddress {
  for (const [source, text] of [
    ['daemonAddress', option],
    ['AWS_XRAY_DAEMON_ADDRESS', env.AWS_XRAY_DAEMON_ADDRESS],
  ] as const) {
    if (text === undefined || text.trim() === '') continue;
    const address = parseDaemonAddress(text);
    if (address) return address;
    diag.warn(
      `otel-powertools: ${source} is "${text}", which is no "host:port" and no "tcp:host:port udp:host:port" (an IPv6 address goes in brackets); it is ignored.`,
    );
  }
  return DEFAULT_DAEMON_ADDRESS;
}

function parseHostAndPort(text: string): DaemonAddress | undefined {
  const match = /^(?:\[([\da-f:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/i.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}
