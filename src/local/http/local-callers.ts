import type { IncomingMessage } from 'node:http';

/**
 * Why a request is not answered. Any web page can have a browser on this machine send requests here: under a name of its
 * own that it lets point to 127.0.0.1, or with a POST that no preflight precedes.
 */
export function refusalOf({ headers }: IncomingMessage, isApi: boolean): string | undefined {
  const { host, origin } = headers;
  if (host !== undefined && !isLoopback(`http://${host}`)) {
    return `The local Lambda answers requests to 127.0.0.1 and localhost only, not to "${host}".`;
  }
  // A route may well be called from a page of another origin: whether it is allowed to is up to the function.
  if (isApi && origin !== undefined && !isLoopback(origin)) {
    return `No requests are taken from web pages of "${origin}".`;
  }
  return undefined;
}

function isLoopback(url: string): boolean {
  try {
    const { hostname } = new URL(url);
    return /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
  } catch {
    return false;
  }
}
