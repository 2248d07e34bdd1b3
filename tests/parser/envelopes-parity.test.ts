import { gzipSync } from 'node:zlib';
import * as theirModule from '@aws-lambda-powertools/parser/envelopes';
import { JSONStringified as TheirJSONStringified } from '@aws-lambda-powertools/parser/helpers';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as ourModule from '../../src/parser/envelopes/index.js';
import { JSONStringified } from '../../src/parser/helpers/index.js';
import type { StandardSchema } from '../../src/shared/standard-schema.js';
import { type SchemaName, sample } from './samples.js';

const theirs = { ...theirModule };
const ours = { ...ourModule };

type EnvelopeName = keyof typeof theirs;

const order = z.object({ id: z.string(), quantity: z.number().optional() });

const good = { id: 'a', quantity: 2 };
const missing = { quantity: 2 };
const twice = { id: 1, quantity: 'x' };

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const marshalled = (item: object): object =>
  Object.fromEntries(
    Object.entries(item).map(([key, value]) => [key, typeof value === 'number' ? { N: String(value) } : { S: value }]),
  );

interface Case {
  /** The schema of the event. */
  readonly event: SchemaName;
  /** The event with these payloads, in place of those of the sample. */
  readonly put: (event: never, payloads: readonly unknown[]) => void;
  /** Whether the payload is text that holds JSON, or is decoded by the envelope. */
  readonly text: boolean;
}

interface Records {
  Records: { body: string; Sns: { Message: string }; kinesis: { data: string }; dynamodb: Record<string, unknown> }[];
}

/** As many records as there are payloads. */
function fill<T>(records: T[], payloads: readonly unknown[], put: (record: T, payload: unknown) => void): void {
  const [first] = records;
  records.length = 0;
  for (const payload of payloads) {
    const record = structuredClone(first) as T;
    put(record, payload);
    records.push(record);
  }
}

const body = (event: { body: unknown }, [payload]: readonly unknown[]): void => {
  event.body = typeof payload === 'string' ? payload : JSON.stringify(payload);
};
const textOf = (payload: unknown): string => (typeof payload === 'string' ? payload : JSON.stringify(payload));

const cases: Readonly<Record<EnvelopeName, Case>> = {
  ApiGatewayEnvelope: { event: 'APIGatewayProxyEventSchema', put: body, text: true },
  ApiGatewayV2Envelope: { event: 'APIGatewayProxyEventV2Schema', put: body, text: true },
  LambdaFunctionUrlEnvelope: { event: 'LambdaFunctionUrlSchema', put: body, text: true },
  VpcLatticeEnvelope: { event: 'VpcLatticeSchema', put: body, text: true },
  VpcLatticeV2Envelope: { event: 'VpcLatticeV2Schema', put: body, text: true },
  EventBridgeEnvelope: {
    event: 'EventBridgeSchema',
    put: (event: { detail: unknown }, [payload]) => {
      event.detail = payload;
    },
    text: false,
  },
  SqsEnvelope: {
    event: 'SqsSchema',
    put: ({ Records }: Records, payloads) =>
      fill(Records, payloads, (record, payload) => {
        record.body = textOf(payload);
      }),
    text: true,
  },
  SnsEnvelope: {
    event: 'SnsSchema',
    put: ({ Records }: Records, payloads) =>
      fill(Records, payloads, (record, payload) => {
        record.Sns.Message = textOf(payload);
      }),
    text: true,
  },
  SnsSqsEnvelope: {
    event: 'SqsSchema',
    put: ({ Records }: Records, payloads) =>
      fill(Records, payloads, (record, payload) => {
        const notification = sample('SnsSqsNotificationSchema', { alternative: 0, complete: true }) as object;
        record.body = JSON.stringify({ ...notification, Message: textOf(payload) });
      }),
    text: true,
  },
  KinesisEnvelope: {
    event: 'KinesisDataStreamSchema',
    put: ({ Records }: Records, payloads) =>
      fill(Records, payloads, (record, payload) => {
        record.kinesis.data = base64(textOf(payload));
      }),
    text: false,
  },
  KinesisFirehoseEnvelope: {
    event: 'KinesisFirehoseSchema',
    put: ({ records }: { records: { data: string }[] }, payloads) =>
      fill(records, payloads, (record, payload) => {
        record.data = base64(textOf(payload));
      }),
    text: true,
  },
  CloudWatchEnvelope: {
    event: 'CloudWatchLogsSchema',
    put: (event: { awslogs: { data: string } }, payloads) => {
      const decoded = sample('CloudWatchLogsDecodeSchema', { alternative: 0, complete: true }) as {
        logEvents: { message: string }[];
      };
      fill(decoded.logEvents, payloads, (record, payload) => {
        record.message = textOf(payload);
      });
      event.awslogs.data = gzipSync(JSON.stringify(decoded)).toString('base64');
    },
    text: true,
  },
  DynamoDBStreamEnvelope: {
    event: 'DynamoDBStreamSchema',
    put: ({ Records }: Records, payloads) =>
      fill(Records, payloads, (record, payload) => {
        record.dynamodb.NewImage = marshalled(payload as object);
        if (payload === missing) delete record.dynamodb.OldImage;
        else record.dynamodb.OldImage = marshalled(payload as object);
      }),
    text: false,
  },
  KafkaEnvelope: {
    event: 'KafkaMskEventSchema',
    put: (event: { records: Record<string, { value: string }[]> }, payloads) => {
      for (const records of Object.values(event.records)) {
        fill(records, payloads, (record, payload) => {
          record.value = base64(textOf(payload));
        });
      }
      event.records['other-1'] = structuredClone(event.records.first ?? []);
    },
    text: true,
  },
};

const names = Object.keys(cases).toSorted() as EnvelopeName[];

interface Outcome {
  readonly data?: unknown;
  readonly error?: string;
  readonly message?: string;
  readonly places?: readonly string[];
  readonly originalEvent?: unknown;
}

interface AnyEnvelope {
  parse(data: unknown, schema: never): unknown;
  safeParse(
    data: unknown,
    schema: never,
  ): { success: boolean; data?: unknown; error?: unknown; originalEvent?: unknown };
}

function outcomeOf(envelope: AnyEnvelope, event: unknown, schema: unknown, safely: boolean): Outcome {
  try {
    if (!safely) return { data: envelope.parse(event, schema as never) };
    const { success, data, error, originalEvent } = envelope.safeParse(event, schema as never);
    return success ? { data } : { ...failureOf(error), originalEvent };
  } catch (error) {
    return failureOf(error);
  }
}

function failureOf(error: unknown): Outcome {
  const { name, message, cause } = error as Error & { cause?: { issues?: readonly { path: readonly unknown[] }[] } };
  return {
    error: name,
    message: message.split('. This error was caused by')[0] ?? '',
    places: [...new Set((cause?.issues ?? []).map(({ path }) => `/${path.join('/')}`))].toSorted(),
  };
}

/** Where ours says more, or says it in a `ParseError` where theirs throws Zod's or a `TypeError`: see the migration guide. */
function comparable(name: EnvelopeName, outcome: Outcome, safely: boolean): Outcome {
  const { places = [], ...rest } = outcome;
  if (outcome.error !== 'ParseError') return outcome.error === undefined ? rest : { error: 'ParseError' };
  if (name === 'SnsSqsEnvelope') return { ...rest, places: places.map((place) => place.replace('/Message', '')) };
  if (name === 'KafkaEnvelope') {
    return {
      ...rest,
      message: 'Failed to parse Kafka',
      places: [...new Set(places.map((place) => place.replace(/^(\/records\/[^/]+)\/\d+\/value/, '$1')))],
    };
  }
  // Ours tells of both images, also where it stops at the first record that is wrong.
  if (name === 'DynamoDBStreamEnvelope' && !safely) {
    return { ...rest, places: places.filter((place) => !place.includes('OldImage')) };
  }
  return { ...rest, places };
}

const broken: readonly (readonly [string, (event: Record<string, unknown>) => unknown])[] = [
  ['null', () => null],
  ['a text', () => 'text'],
  ['an empty object', () => ({})],
  ['no records', (event) => ({ ...event, Records: [], records: [], awslogs: {} })],
  [
    'without the member',
    (event) => ({ ...event, version: 7, Records: {}, records: 'x', awslogs: { data: 'x' }, path: 1 }),
  ],
];

const payloads: readonly (readonly [string, readonly unknown[]])[] = [
  ['one that is right', [good]],
  ['three that are right', [good, good, { id: 'b' }]],
  ['the second wrong', [good, missing]],
  ['the first and the third wrong', [missing, good, twice]],
  ['all wrong', [twice, missing]],
];

describe('the envelopes', () => {
  it('are those of Powertools, by name', () => {
    expect(Object.keys(ours).toSorted()).toEqual(Object.keys(theirs).toSorted());
  });

  const rows = names.flatMap((name) =>
    [false, true].flatMap((safely) => [
      ...payloads.map(([what, list]) => ({ name, safely, what, event: eventWith(name, list) })),
      ...broken.map(([what, breakIt]) => ({ name, safely, what, event: breakIt(eventWith(name, [good])) })),
      ...(cases[name].text ? [{ name, safely, what: 'no JSON', event: eventWith(name, ['{oops', good]) }] : []),
    ]),
  );

  it(`are compared in at least 250 cases`, () => {
    expect(rows.length).toBeGreaterThan(250);
  });

  it.each(rows)('$name, $what, safely: $safely, is as in Powertools', ({ name, safely, event }) => {
    const inText = cases[name].text;
    const expected = outcomeOf(theirs[name], event, inText ? TheirJSONStringified(order) : order, safely);
    const schema: StandardSchema = inText ? JSONStringified(order) : order;
    const actual = outcomeOf(ours[name], event, schema, safely);

    if (actual.error !== undefined) expect(actual.error).toBe('ParseError');
    if (expected.error !== undefined && expected.error !== 'ParseError') {
      // Theirs throws what it did not mean to.
      expect(actual.error).toBe('ParseError');
      return;
    }
    expect(comparable(name, actual, safely)).toEqual(comparable(name, expected, safely));
    if (safely && 'originalEvent' in expected) expect(actual.originalEvent).toBe(event);
  });
});

function eventWith(name: EnvelopeName, list: readonly unknown[]): Record<string, unknown> {
  const event = sample(cases[name].event, { alternative: 0, complete: true });
  cases[name].put(event as never, list);
  return event as Record<string, unknown>;
}
