// Streaming handlers, bare and wrapped: what the event says is how the response comes to its end, if it does.
import type { Writable } from 'node:stream';
import { type LambdaContext, withPowertools } from 'otel-powertools';

interface Runtime {
  streamifyResponse<T>(handler: T): T;
  readonly HttpResponseStream: { from(stream: Writable, head: { readonly statusCode: number }): Writable };
}

// Lambda's runtime defines it.
const { streamifyResponse, HttpResponseStream } = Reflect.get(globalThis, 'awslambda') as Runtime;

const ways: Readonly<Record<string, (stream: Writable) => void>> = {
  'never begins': () => {},
  'never ends': (stream) => void stream.write('first'),
  'ends later': (stream) => {
    stream.write('first,');
    setTimeout(() => stream.end('second'), 50);
  },
  'closes before the end': (stream) => {
    stream.write('first');
    stream.destroy();
  },
  'answers 503': (stream) => void HttpResponseStream.from(stream, { statusCode: 503 }).end('come back later'),
};

const streaming = () =>
  streamifyResponse(
    async (event: { readonly way: string }, stream: Writable, _context: LambdaContext): Promise<void> =>
      ways[event.way]?.(stream),
  );

export const bare = streaming();
export const wrapped = withPowertools(streaming());
