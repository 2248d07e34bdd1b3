import type { ClientRequest, IncomingMessage } from 'node:http';
import { guarded, type RequestSpan, startRequestSpan } from './request-span.js';
import { urlOfPath } from './safe-url.js';

interface RequestMessage {
  readonly request: ClientRequest;
}
interface ErrorMessage extends RequestMessage {
  readonly error: unknown;
}
interface ResponseMessage extends RequestMessage {
  readonly response: IncomingMessage;
}

type Subscribe = (channel: string, subscriber: (message: unknown) => void) => void;

/** Follows the requests of `node:http` and `node:https`, until both sides are done with them. */
export function followNodeRequests(subscribe: Subscribe): void {
  const spans = new WeakMap<ClientRequest, RequestSpan>();

  const start = guarded<RequestMessage>(({ request }) => {
    if (spans.has(request)) return;
    const span = startRequestSpan({
      method: request.method,
      url: urlOf(request),
      hasHeader: (name) => request.hasHeader(name),
      setHeader: (name, value) => {
        if (!request.headersSent) request.setHeader(name, value);
      },
    });
    if (!span) return;
    spans.set(request, span);
    request.once('close', () => span.end());
  });
  subscribe('http.client.request.created', start);
  // Before Node.js 22.12 this one is the first: the headers are on their way by then.
  subscribe('http.client.request.start', start);
  subscribe(
    'http.client.response.finish',
    guarded<ResponseMessage>(({ request, response }) =>
      spans.get(request)?.respond(response.statusCode ?? 0, response.headers['content-length']),
    ),
  );
  subscribe(
    'http.client.request.error',
    guarded<ErrorMessage>(({ request, error }) => spans.get(request)?.fail(error)),
  );
}

/** A request knows its host, but its port only as a part of the header `Host`. */
function urlOf(request: ClientRequest): URL {
  const host = request.host.includes(':') ? `[${request.host}]` : request.host;
  const origin = new URL(`${request.protocol}//${host}`);
  const header = String(request.getHeader('host') ?? '');
  const named = URL.canParse(`${request.protocol}//${header}`) ? new URL(`${request.protocol}//${header}`) : undefined;
  if (named?.hostname === origin.hostname) origin.port = named.port;
  return urlOfPath(request.path, origin);
}
