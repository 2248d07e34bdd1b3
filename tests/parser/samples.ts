import { gzipSync } from 'node:zlib';
import * as theirModule from '@aws-lambda-powertools/parser/schemas';
import type { z } from 'zod';

const theirs = { ...theirModule };

export type SchemaName = keyof typeof theirs;

export const schemaNames = Object.keys(theirs).toSorted() as SchemaName[];

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Which of the alternatives and optional members a sample has. */
export interface Choice {
  /** The index of the alternative in every union; the last one where there are fewer. */
  readonly alternative: number;
  /** Whether optional members are there. */
  readonly complete: boolean;
}

const complete: Choice = { alternative: 0, complete: true };

/** What a text that is decoded has to be the encoding of, by the schema and the name of the member. */
const encodedMembers: Readonly<Record<string, () => string>> = {
  'CloudWatchLogsSchema.data': () =>
    gzipSync(JSON.stringify(sample('CloudWatchLogsDecodeSchema', complete))).toString('base64'),
  'KinesisDynamoDBStreamSchema.data': () => base64(JSON.stringify(sample('DynamoDBStreamToKinesisRecord', complete))),
  'KinesisFirehoseSqsRecordSchema.data': () => base64(JSON.stringify(sample('SqsRecordSchema', complete))),
  'KinesisFirehoseSqsSchema.data': () => base64(JSON.stringify(sample('SqsRecordSchema', complete))),
  'S3SqsEventNotificationSchema.body': () => JSON.stringify(sample('S3Schema', complete)),
};

const formats: Readonly<Record<string, string>> = {
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  url: 'https://example.com/a?b=c',
  datetime: '2026-11-30T10:20:30.123Z',
  base64: base64('{"id":1}'),
};

/** An event that Powertools' schema takes, made from the schema itself. */
export function sample(name: SchemaName, choice: Choice): unknown {
  return sampleOf(theirs[name], name, '', choice);
}

// Of Zod's description of a schema, what is used here.
interface Definition {
  readonly type: string;
  readonly format?: string;
  readonly shape: Readonly<Record<string, z.ZodType>>;
  readonly element: z.ZodType;
  readonly innerType: z.ZodType;
  readonly valueType: z.ZodType;
  readonly options: readonly z.ZodType[];
  readonly values: readonly unknown[];
  readonly entries: Readonly<Record<string, unknown>>;
  readonly in: z.ZodType;
}

function sampleOf(schema: z.ZodType, root: string, key: string, choice: Choice): unknown {
  const definition = schema._zod.def as unknown as Definition;
  const of = (inner: z.ZodType, innerKey = key): unknown => sampleOf(inner, root, innerKey, choice);
  switch (definition.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(definition.shape)
          .map(([name, member]) => [name, of(member, name)] as const)
          .filter(([, value]) => value !== undefined),
      );
    case 'array':
      return [of(definition.element), of(definition.element)];
    case 'optional':
      return choice.complete ? of(definition.innerType) : undefined;
    case 'nullable':
      return choice.complete ? of(definition.innerType) : null;
    case 'record':
      return itemKeys.has(key) ? { id: { S: 'a' }, count: { N: '3' } } : { first: of(definition.valueType) };
    case 'union':
      return of(definition.options[Math.min(choice.alternative, definition.options.length - 1)] as z.ZodType);
    case 'literal':
      return definition.values[0];
    case 'enum':
      // With a message id the event type has to be this one.
      return definition.entries.MESSAGE ?? Object.values(definition.entries)[0];
    case 'pipe':
      return encodedMembers[`${root}.${key}`]?.() ?? encodedText(key) ?? of(definition.in);
    case 'string':
      return formats[definition.format ?? ''] ?? `some ${key}`;
    case 'number':
      return 104;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return { any: 'thing' };
  }
}

const itemKeys = new Set(['Keys', 'NewImage', 'OldImage']);

function encodedText(key: string): string | undefined {
  return key === 'value' || key === 'key' || key === 'data' ? base64('{"id":"a"}') : undefined;
}

/** The value with one change in one place, for every place and every change. */
export function* mutations(value: unknown): Generator<readonly [what: string, mutated: unknown]> {
  for (const path of paths(value, [])) {
    for (const [what, change] of changes) {
      const copy = structuredClone({ root: value });
      const parent = ['root', ...path].slice(0, -1).reduce<object>((at, key) => Reflect.get(at, key) as object, copy);
      change(parent, ['root', ...path].at(-1) ?? '');
      yield [`${what} /${path.join('/')}`, copy.root];
    }
  }
}

type Change = (parent: object, key: PropertyKey) => void;

const changes: readonly (readonly [string, Change])[] = [
  [
    'delete',
    (parent, key) => void (Array.isArray(parent) ? parent.splice(Number(key), 1) : Reflect.deleteProperty(parent, key)),
  ],
  ...[null, 12.5, 'text', true, {}, [], -1].map((value): [string, Change] => [
    `put ${JSON.stringify(value)} at`,
    (parent, key) => void Reflect.set(parent, key, value),
  ]),
];

function* paths(value: unknown, path: readonly PropertyKey[]): Generator<readonly string[]> {
  yield path.map(String);
  if (typeof value !== 'object' || value === null) return;
  // The items of a list are alike.
  for (const [key, member] of Object.entries(value).slice(0, Array.isArray(value) ? 1 : undefined)) {
    yield* paths(member, [...path, key]);
  }
}
