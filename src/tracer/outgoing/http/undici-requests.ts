import { guarded, type RequestSpan, startRequestSpan } from './request-span.js';
import { urlOfPath } from './safe-url.js';

/** What undici, and with it `fetch`, tells of a request. */
interface UndiciRequest {
  readonly origin: string | URL;
  readonly path: string;
  readonly method: string;
  readonly upgrade?: unknown;
  /** A flat list of names and values; in old versions the text that is sent. */
  readonly headers: string | readonly (string | readonly string[])[];
  addHeader(name: string, value: string): unknown;
}

interface UndiciResponse {
  readonly statusCode: number;
  /** A flat list of names and values. */
  readonly headers: readonly Uint8Array[];
}

interface UndiciMessage {
  readonly request: UndiciRequest;
  readonly response?: UndiciResponse;
  readonly error?: unknown;
}

type Subscribe = (channel: string, subscriber: (message: unknown) => void) => void;

/** Follows the requests of `fetch` and of undici: from their creation until their body was read, dropped or lost. */
export function followUndiciRequests(subscribe: Subscribe): void {
  const spans = new WeakMap<UndiciRequest, RequestSpan>();

  subscribe(
    'undici:request:create',
    guarded<UndiciMessage>(({ request }) => {
      // A tunnel and a web socket last as long as they like: they are connections, not requests.
      if (request.method === 'CONNECT' || request.upgrade) return;
      const span = startRequestSpan({
        method: request.method,
        url: urlOfPath(request.path, new URL(request.origin)),
        hasHeader: (name) => hasHeader(request, name),
        setHeader: (name, value) => request.addHeader(name, value),
      });
      if (span) spans.set(request, span);
    }),
  );
  subscribe(
    'undici:request:headers',
    guarded<UndiciMessage>(({ request, response }) => {
      if (response) spans.get(request)?.respond(response.statusCode, contentLengthOf(response));
    }),
  );
  subscribe(
    'undici:request:trailers',
    guarded<UndiciMessage>(({ request }) => spans.get(request)?.end()),
  );
  subscribe(
    'undici:request:error',
    guarded<UndiciMessage>(({ request, error }) => spans.get(request)?.fail(error)),
  );
}

function namesOf({ headers }: UndiciRequest): string[] {
  return typeof headers === 'string'
    ? headers.split('\r\n').map((line) => line.slice(0, Math.max(0, line.indexOf(':'))))
    : headers.filter((item, index): item is string => index % 2 === 0 && typeof item === 'string');
}

function hasHeader(request: UndiciRequest, name: string): boolean {
  return namesOf(request).some((header) => header.toLowerCase() === name);
}

function contentLengthOf({ headers }: UndiciResponse): string | undefined {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (String(headers[index]).toLowerCase() === 'content-length') return String(headers[index + 1]);
  }
  return undefined;
}
