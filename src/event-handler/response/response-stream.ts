import type { Writable } from 'node:stream';
import type { ResponseStream } from '../../invocation/response-stream.js';
import { singleHeaders } from '../sources/event-source.js';
import { type BodyStream, isBodyStream, isReadableStream } from './body.js';
import { encodeBody, isWhole, type Reply } from './reply.js';

/** What Lambda takes ahead of a streamed body. */
interface StreamPrelude {
  /** The HTTP status, such as 200. */
  readonly statusCode: number;
  /** The headers; several values have commas between them. */
  readonly headers: Record<string, string>;
  /** Values of `Set-Cookie`, such as `theme=dark; Secure`. Absent: there are none. */
  readonly cookies?: string[];
}

/** The parts of Lambda's stream that are there beside those of any stream. */
interface LambdaStream {
  setContentType?(contentType: string): void;
  _onBeforeFirstWrite?: (write: (chunk: unknown) => unknown) => void;
}

/** Lambda's runtime puts it there; nothing declares it. */
interface RuntimeGlobal {
  readonly awslambda?: {
    readonly HttpResponseStream?: { from(stream: ResponseStream, prelude: StreamPrelude): ResponseStream };
  };
}

const INTEGRATION_RESPONSE = 'application/vnd.awslambda.http-integration-response';
/** What stands between the prelude and the body. */
export const DELIMITER_BYTES = 8;

/**
 * Writes a response to Lambda's stream, as fast as the client takes it. A client that goes away ends what fills the body.
 * Rejects with whatever broke the stream.
 */
export async function writeReply(reply: Reply, stream: ResponseStream): Promise<void> {
  const { finished, pipeline } = process.getBuiltinModule('node:stream/promises');
  const target = withPrelude(stream, preludeOf(reply));
  // Lambda's stream is one of Node.js, and so is whatever stands in for it.
  const writable = target as ResponseStream & Writable;
  const { body } = reply;
  if (isBodyStream(body)) return pipeline(nodeStreamOf(body), writable);
  const whole = wholeBody(reply);
  // Lambda's stream sends the prelude with the first write: there has to be one.
  if (whole.length > 0) return pipeline([whole], writable);
  writable.write('');
  writable.end();
  return finished(writable);
}

function runtime(): RuntimeGlobal {
  // What others declare of it knows of less than the prelude has.
  return globalThis as unknown as RuntimeGlobal;
}

function preludeOf({ status, headers }: Reply): StreamPrelude {
  const cookies = headers.get('set-cookie');
  const prelude = { statusCode: status, headers: singleHeaders(headers) };
  return cookies ? { ...prelude, cookies } : prelude;
}

function wholeBody(reply: Reply): Buffer {
  if (!isWhole(reply)) return Buffer.alloc(0);
  // Nothing is base64 in a stream: it carries bytes.
  const { body, isBase64Encoded } = encodeBody(reply, undefined);
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

/** A stream of Node.js is told at once when the client goes away; a bare iterator would be asked for more first. */
function nodeStreamOf(body: BodyStream): NodeJS.ReadableStream {
  const { Readable } = process.getBuiltinModule('node:stream');
  if (!isReadableStream(body))
    return 'pipe' in body ? (body as BodyStream & NodeJS.ReadableStream) : Readable.from(body);
  return Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
}

function withPrelude(stream: ResponseStream, prelude: StreamPrelude): ResponseStream {
  const { HttpResponseStream } = runtime().awslambda ?? {};
  if (HttpResponseStream) return HttpResponseStream.from(stream, prelude);
  const json = JSON.stringify(prelude);
  const lambda: ResponseStream & LambdaStream = stream;
  if (lambda.setContentType) {
    // A stand-in for Lambda's stream, which asks for the prelude itself.
    lambda.setContentType(INTEGRATION_RESPONSE);
    lambda._onBeforeFirstWrite = (write) => {
      write(json);
      write(new Uint8Array(DELIMITER_BYTES));
    };
  } else {
    stream.write(json);
    stream.write(new Uint8Array(DELIMITER_BYTES));
  }
  return stream;
}
