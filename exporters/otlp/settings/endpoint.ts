import { type Environment, variablesOf, type Warn } from './variables.js';

const DEFAULT_ENDPOINT = 'http://localhost:4318';

const EXPECTED = 'a URL that starts with http:// or https://';

/**
 * Where the requests of a signal go. The endpoint of a signal is taken as it is; to the general one the path of the signal is
 * added, behind the path that it has.
 *
 * @throws TypeError for a `url` in code that is none. A variable that is none is ignored, and `warn` told.
 */
export function endpointOf(signal: string, given: string | undefined, env: Environment, warn: Warn): URL {
  if (given !== undefined) {
    const url = parseEndpoint(given);
    if (url) return url;
    throw new TypeError(`The url "${given}" of an OTLP exporter is not ${EXPECTED}.`);
  }
  for (const { name, value, isGeneral } of variablesOf(env, signal, 'ENDPOINT')) {
    const url = parseEndpoint(value);
    if (url) return isGeneral ? withSignalPath(url, signal) : url;
    warn(`otel-powertools: "${value}" (${name}) is not ${EXPECTED}. It is ignored.`);
  }
  return withSignalPath(new URL(DEFAULT_ENDPOINT), signal);
}

function parseEndpoint(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
}

function withSignalPath(url: URL, signal: string): URL {
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${signal}`;
  return url;
}
