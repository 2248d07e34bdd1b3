import type { HeaderLists } from './headers.js';

/** A body that comes bit by bit: a stream of Node.js or of the web. */
export type BodyStream = AsyncIterable<unknown>;

/** Text, bytes, or what gives them. Undefined: there is none. */
export type Body = string | Uint8Array | BodyStream | undefined;

// Bytes whatever they happen to look like, as Powertools has it.
const BINARY_TYPE = /^\s*(image|audio|video)\//i;
const TEXT_TYPE =
  /^\s*(text\/|application\/(json|xml|javascript|x-www-form-urlencoded|x-ndjson)\b|[^;]*\+(json|xml)\b)/i;

export function isBodyStream(value: unknown): value is BodyStream {
  return (
    typeof value === 'object' &&
    value !== null &&
    Symbol.asyncIterator in value &&
    (isWebStream(value) || 'pipe' in value)
  );
}

export function bytesOf(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

/** Reads a stream to its end. It is text if it gave nothing but text, or if its type says that it is. */
export async function collect(stream: BodyStream, headers: HeaderLists): Promise<string | Uint8Array> {
  const chunks: unknown[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  if (chunks.length > 0 && chunks.every((chunk) => typeof chunk === 'string')) return chunks.join('');
  const bytes = Buffer.concat(chunks.map(chunkBytes));
  const type = headers.get('content-type')?.join(', ') ?? '';
  return TEXT_TYPE.test(type) ? textOrBytes(bytes, headers) : bytes;
}

/**
 * Bytes as text where nothing is lost by it: they are UTF-8 and neither encoded nor of a type that is never text. A client
 * gets the same bytes either way, also from a REST API that knows no binary types.
 */
export function textOrBytes(bytes: Uint8Array, headers: HeaderLists): string | Uint8Array {
  const encoding = headers.get('content-encoding')?.join(', ');
  const type = headers.get('content-type')?.join(', ') ?? '';
  if ((encoding && encoding !== 'identity') || BINARY_TYPE.test(type) || bytes.includes(0)) return bytes;
  try {
    return decoderOf(true).decode(bytes);
  } catch {
    return bytes;
  }
}

/** Bytes that were text, as that text. */
export function decodeText(bytes: Uint8Array): string {
  return decoderOf(false).decode(bytes);
}

/** Tells who fills a stream that nobody reads it any more. */
export function cancelBody(body: Body): void {
  if (typeof body !== 'object' || !isBodyStream(body)) return;
  if ('destroy' in body && typeof body.destroy === 'function') body.destroy();
  else if (isReadableStream(body) && !body.locked) body.cancel().catch(ignore);
}

/** The bytes of a stream as a web stream. `onChunk` is told of each piece as it was. */
export function webStreamOf(body: BodyStream, onChunk: (chunk: unknown) => void): ReadableStream<Uint8Array> {
  const { next, cancel } = isReadableStream(body) ? readWebStream(body) : readNodeStream(body);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await next();
        if (done) {
          controller.close();
          return;
        }
        onChunk(value);
        controller.enqueue(chunkBytes(value));
      },
      cancel,
    },
    { highWaterMark: 0 },
  );
}

export function isReadableStream(value: object): value is ReadableStream<unknown> {
  return isWebStream(value);
}

/** One piece of a body stream as bytes. */
function chunkBytes(chunk: unknown): Uint8Array {
  return bytesOf(chunk) ?? Buffer.from(String(chunk));
}

interface StreamReader {
  next(): Promise<{ readonly done?: boolean | undefined; readonly value?: unknown }>;
  cancel(reason: unknown): void | Promise<void>;
}

function readWebStream(stream: ReadableStream<unknown>): StreamReader {
  const reader = stream.getReader();
  return { next: () => reader.read(), cancel: (reason) => reader.cancel(reason) };
}

function readNodeStream(stream: BodyStream): StreamReader {
  const iterator = stream[Symbol.asyncIterator]();
  return { next: () => iterator.next(), cancel: () => cancelBody(stream) };
}

// Asking by tag and not by `instanceof`: naming the web classes makes Node.js load all of its fetch implementation.
function isWebStream(value: object): boolean {
  return Reflect.get(value, Symbol.toStringTag) === 'ReadableStream';
}

function decoderOf(fatal: boolean): { decode(bytes: Uint8Array): string } {
  return new TextDecoder('utf-8', { fatal, ignoreBOM: true });
}

function ignore(): void {}
