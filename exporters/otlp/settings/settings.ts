import type { OtlpExporterOptions, OtlpProtocol } from '../options.js';
import { endpointOf } from './endpoint.js';
import { headersOf } from './headers.js';
import { type Environment, variablesOf, type Warn } from './variables.js';

/** What the options and the environment come to. */
export interface OtlpSettings {
  readonly url: URL;
  readonly headers: ReadonlyMap<string, string>;
  readonly protocol: OtlpProtocol;
  readonly timeoutMillis: number;
  readonly gzip: boolean;
  readonly tls: TlsSettings;
}

/** What `https.Agent` takes. */
export interface TlsSettings {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
}

const PROTOCOLS: readonly OtlpProtocol[] = ['http/protobuf', 'http/json'];
const DEFAULT_PROTOCOL: OtlpProtocol = 'http/protobuf';
const DEFAULT_TIMEOUT_MILLIS = 10_000;

/** Resolves the settings of a signal: options over its own variables over the general ones over defaults. */
export function readOtlpSettings(
  signal: string,
  options: OtlpExporterOptions,
  env: Environment,
  warn: Warn,
): OtlpSettings {
  return {
    url: endpointOf(signal, options.url, env, warn),
    headers: headersOf(signal, options.headers, env, warn),
    protocol: options.protocol ?? protocolOf(signal, env, warn),
    timeoutMillis: options.timeoutMillis ?? timeoutOf(signal, env, warn),
    gzip: options.compression ? options.compression === 'gzip' : isCompressed(signal, env, warn),
    tls: tlsOf(signal, options, env, warn),
  };
}

function protocolOf(signal: string, env: Environment, warn: Warn): OtlpProtocol {
  const [variable] = variablesOf(env, signal, 'PROTOCOL');
  if (!variable) return DEFAULT_PROTOCOL;
  const known = PROTOCOLS.find((protocol) => protocol === variable.value.toLowerCase());
  if (known) return known;
  const hint = variable.value === 'grpc' ? ' Mind the port: gRPC is mostly at 4317, HTTP at 4318.' : '';
  warn(
    `otel-powertools: the OTLP protocol "${variable.value}" (${variable.name}) is not supported; ${PROTOCOLS.join(' and ')} are. ${DEFAULT_PROTOCOL} is used.${hint}`,
  );
  return DEFAULT_PROTOCOL;
}

function timeoutOf(signal: string, env: Environment, warn: Warn): number {
  const [variable] = variablesOf(env, signal, 'TIMEOUT');
  if (!variable) return DEFAULT_TIMEOUT_MILLIS;
  const millis = Number(variable.value);
  if (millis > 0 && millis < Infinity) return millis;
  warn(
    `otel-powertools: "${variable.value}" (${variable.name}) is no number of milliseconds; ${DEFAULT_TIMEOUT_MILLIS} is used.`,
  );
  return DEFAULT_TIMEOUT_MILLIS;
}

function isCompressed(signal: string, env: Environment, warn: Warn): boolean {
  const [variable] = variablesOf(env, signal, 'COMPRESSION');
  if (!variable) return false;
  const wanted = variable.value.toLowerCase();
  if (wanted !== 'gzip' && wanted !== 'none') {
    warn(
      `otel-powertools: the compression "${variable.value}" (${variable.name}) is not supported; gzip and none are. none is used.`,
    );
  }
  return wanted === 'gzip';
}

function tlsOf(signal: string, options: OtlpExporterOptions, env: Environment, warn: Warn): TlsSettings {
  const ca = options.ca ?? fileOf(signal, 'CERTIFICATE', env, warn);
  const cert = options.cert ?? fileOf(signal, 'CLIENT_CERTIFICATE', env, warn);
  const key = options.key ?? fileOf(signal, 'CLIENT_KEY', env, warn);
  return { ...(ca !== undefined && { ca }), ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
}

function fileOf(signal: string, setting: string, env: Environment, warn: Warn): Buffer | undefined {
  const [variable] = variablesOf(env, signal, setting);
  if (!variable) return undefined;
  try {
    return process.getBuiltinModule('node:fs').readFileSync(variable.value);
  } catch (error) {
    warn(`otel-powertools: the file "${variable.value}" (${variable.name}) cannot be read: ${error}. It is ignored.`);
    return undefined;
  }
}
