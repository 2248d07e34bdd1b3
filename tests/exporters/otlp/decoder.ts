import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';

export type SignalName = 'traces' | 'metrics' | 'logs';

/** A message as protobufjs gives it: 64-bit integers as decimal text, bytes as base64. */
export type Decoded = Readonly<Record<string, unknown>>;

interface MessageType {
  decode(bytes: Uint8Array): unknown;
  encode(message: unknown): { finish(): Uint8Array };
  fromObject(object: object): unknown;
  toObject(message: unknown, options: object): Decoded;
}

interface Collector {
  readonly [packageName: string]: { readonly v1: Readonly<Record<string, MessageType>> };
}

// What protobufjs makes of the official .proto files, by the OpenTelemetry project: decoders that know nothing of ours.
const { opentelemetry }: { opentelemetry: { proto: { collector: Collector } } } = createRequire(import.meta.url)(
  'otlp-proto/build/src/generated/root.js',
);

const NAMES = { traces: ['trace', 'Trace'], metrics: ['metrics', 'Metrics'], logs: ['logs', 'Logs'] } as const;

function typeOf(signal: SignalName, kind: 'Request' | 'Response'): MessageType {
  const [packageName, name] = NAMES[signal];
  const type = opentelemetry.proto.collector[packageName]?.v1[`Export${name}Service${kind}`];
  if (!type) throw new Error(`There is no ${kind} of ${signal}.`);
  return type;
}

const AS_TEXT = { longs: String, bytes: String };

export function decodeProtobuf(signal: SignalName, body: Uint8Array): Decoded {
  const type = typeOf(signal, 'Request');
  return type.toObject(type.decode(body), AS_TEXT);
}

/** Reads OTLP's JSON by way of protobuf's own types, so that a wrong name or type of a field shows. */
export function decodeJson(signal: SignalName, body: Uint8Array): Decoded {
  const type = typeOf(signal, 'Request');
  const parsed: object = JSON.parse(Buffer.from(body).toString(), (key, value) =>
    /^(trace|span|parentSpan)Id$/.test(key) ? Buffer.from(value, 'hex').toString('base64') : value,
  );
  const bytes = type.encode(type.fromObject(parsed)).finish();
  return type.toObject(type.decode(bytes), AS_TEXT);
}

/** What a request says, by what its headers say of it. */
export function decodeRequest(
  signal: SignalName,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Buffer,
): Decoded {
  const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  return headers['content-type'] === 'application/json' ? decodeJson(signal, plain) : decodeProtobuf(signal, plain);
}

/** The answer of an endpoint that has not taken everything. */
export function encodePartialSuccess(signal: SignalName, rejected: number, errorMessage: string): Buffer {
  const counts = { traces: 'rejectedSpans', metrics: 'rejectedDataPoints', logs: 'rejectedLogRecords' };
  const type = typeOf(signal, 'Response');
  const partialSuccess = { [counts[signal]]: rejected, errorMessage };
  return Buffer.from(type.encode(type.fromObject({ partialSuccess })).finish());
}

export function listOf(message: unknown, name: string): Decoded[] {
  const value = fieldOf(message, name);
  return Array.isArray(value) ? value : [];
}

export function fieldOf(message: unknown, name: string): unknown {
  return typeof message === 'object' && message !== null && Object.hasOwn(message, name)
    ? Reflect.get(message, name)
    : undefined;
}

/** The items of a request of any signal: spans, metrics or records. */
export function itemsOf(signal: SignalName, request: Decoded): Decoded[] {
  const [resources, scopes, items] = {
    traces: ['resourceSpans', 'scopeSpans', 'spans'],
    metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
    logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
  }[signal] as [string, string, string];
  return listOf(request, resources)
    .flatMap((resource) => listOf(resource, scopes))
    .flatMap((scope) => listOf(scope, items));
}

/** What an `AnyValue` stands for. */
export function plainValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return null;
  const [kind] = Object.keys(value);
  const content = kind === undefined ? undefined : fieldOf(value, kind);
  switch (kind) {
    case undefined:
      return null;
    case 'intValue': {
      const integer = BigInt(String(content));
      return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
    }
    case 'bytesValue':
      return new Uint8Array(Buffer.from(String(content), 'base64'));
    case 'arrayValue':
      return listOf(content, 'values').map(plainValue);
    case 'kvlistValue':
      return attributesOf(content, 'values');
    default:
      return content;
  }
}

export function attributesOf(message: unknown, name = 'attributes'): Record<string, unknown> {
  return Object.fromEntries(
    listOf(message, name).map((entry) => [fieldOf(entry, 'key') ?? '', plainValue(fieldOf(entry, 'value'))]),
  );
}

export function hexOf(message: unknown, name: string): string | undefined {
  const value = fieldOf(message, name);
  return typeof value === 'string' ? Buffer.from(value, 'base64').toString('hex') : undefined;
}
