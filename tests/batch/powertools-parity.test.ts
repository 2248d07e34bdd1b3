import * as theirs from '@aws-lambda-powertools/batch';
import { parser as theirParser } from '@aws-lambda-powertools/batch/parser';
import * as ours from 'otel-powertools/batch';
import { parser as ourParser } from 'otel-powertools/batch/parser';
import type { BaseRecord } from 'otel-powertools/batch/types';
import { lambdaContext } from 'otel-powertools/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { bodyOf, dynamodbRecord, kinesisRecord, sqsRecord } from './support.js';

type EventTypeName = keyof typeof ours.EventType;

/** What is used of either package. */
type Library = typeof ours;

const make: Readonly<Record<EventTypeName, (id: string, body: string, group?: string) => BaseRecord>> = {
  SQS: (id, body, group) => sqsRecord(id, body, group === undefined ? {} : { group }),
  KinesisDataStreams: kinesisRecord,
  DynamoDBStreams: dynamodbRecord,
};

/**
 * A batch, a letter a record: s succeeds, f fails, l succeeds after the others, x fails after the others. What follows
 * the letter is its message group.
 */
const BATCHES = ['', 's', 'f', 'sss', 'fff', 'sfs', 'fss', 'ssf', 'lsfx', 'xlfs', 'sfsfsfsfsf'] as const;
const GROUPED = [
  'sA',
  'fA',
  'sA fA sA',
  'fA sB sA sB',
  'sA fA sB fB sA sB sC',
  'fA fB fC',
  'xA sA lB sB fB sB',
  'f s f',
  'sA f sA',
] as const;

const recordsOf = (eventType: EventTypeName, batch: string): BaseRecord[] => {
  const letters = batch.includes(' ') || /[A-Z]/.test(batch) ? batch.split(' ') : [...batch];
  return letters.map((letter, index) => make[eventType](`id-${index}`, letter[0] ?? '', letter[1]));
};

const turn = () => new Promise((resolve) => setImmediate(resolve));

interface Seen {
  readonly calls: unknown[][];
  readonly response: unknown;
  readonly thrown: unknown;
  readonly processed: unknown;
  readonly errors: unknown;
  readonly successMessages: unknown;
  readonly failureMessages: unknown;
}

/** Their sentences and ours are different: what an error of the library is, its name says. */
const described = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  const { name, message } = error;
  const causes = error instanceof theirs.FullBatchFailureError || error instanceof ours.FullBatchFailureError;
  return name === 'Error'
    ? { name, message }
    : { name, ...(causes && { recordErrors: error.recordErrors.map(described) }) };
};

/** Of a record that was left for a later batch the message is a sentence of the library. */
const withoutSentence = (entry: unknown): unknown => {
  if (!Array.isArray(entry) || entry[0] !== 'fail') return entry;
  return [entry[0], /^failed with /.test(String(entry[1])) ? entry[1] : 'a sentence of the library', entry[2]];
};

interface Scenario {
  readonly processor:
    | 'BatchProcessor'
    | 'BatchProcessorSync'
    | 'SqsFifoPartialProcessor'
    | 'SqsFifoPartialProcessorAsync';
  readonly eventType: EventTypeName;
  readonly batch: string;
  readonly options: Readonly<Record<string, unknown>>;
}

const observe = async (library: Library, scenario: Scenario): Promise<Seen> => {
  const { batch, eventType, options } = scenario;
  const isSync = scenario.processor === 'BatchProcessorSync' || scenario.processor === 'SqsFifoPartialProcessor';
  const records = recordsOf(eventType, batch);
  const calls: unknown[][] = [];
  const outcome = (record: Parameters<typeof bodyOf>[0]): string => {
    const body = bodyOf(record);
    if (body === 'f' || body === 'x') throw new Error(`failed with ${body}`);
    return `succeeded with ${body}`;
  };
  const handler = isSync
    ? (...args: [Parameters<typeof bodyOf>[0]]) => {
        calls.push(args);
        return outcome(args[0]);
      }
    : async (...args: [Parameters<typeof bodyOf>[0]]) => {
        calls.push(args);
        if (/[lx]/.test(bodyOf(args[0]))) await turn();
        return outcome(args[0]);
      };
  const processor =
    scenario.processor === 'BatchProcessor' || scenario.processor === 'BatchProcessorSync'
      ? new library[scenario.processor](eventType)
      : new library[scenario.processor]();
  let processed: unknown;
  const key = isSync ? 'processSync' : 'process';
  const original = processor[key].bind(processor) as () => unknown;
  Object.defineProperty(processor, key, {
    value: () => {
      const result = original();
      if (!(result instanceof Promise)) processed = result;
      return result instanceof Promise ? result.then((value) => (processed = value)) : result;
    },
  });
  let response: unknown;
  let thrown: unknown;
  try {
    response = isSync
      ? library.processPartialResponseSync({ Records: records }, handler, processor, options)
      : await library.processPartialResponse({ Records: records }, handler, processor, options);
  } catch (error) {
    thrown = described(error);
  }
  const { errors, failureMessages, successMessages } = processor;
  return {
    calls,
    response: response ?? processor.response(),
    thrown,
    processed: Array.isArray(processed) ? processed.map(withoutSentence) : processed,
    errors: errors.map(described),
    failureMessages,
    successMessages,
  };
};

const context = lambdaContext();
const eventTypes: readonly EventTypeName[] = ['SQS', 'KinesisDataStreams', 'DynamoDBStreams'];
const scenarios: Scenario[] = [
  ...eventTypes.flatMap((eventType) =>
    BATCHES.flatMap((batch) => [
      { processor: 'BatchProcessor' as const, eventType, batch, options: {} },
      { processor: 'BatchProcessor' as const, eventType, batch, options: { processInParallel: false, context } },
      { processor: 'BatchProcessor' as const, eventType, batch, options: { throwOnFullBatchFailure: false } },
      { processor: 'BatchProcessorSync' as const, eventType, batch, options: { context } },
      { processor: 'BatchProcessorSync' as const, eventType, batch, options: { throwOnFullBatchFailure: false } },
    ]),
  ),
  ...GROUPED.flatMap((batch) =>
    (['SqsFifoPartialProcessor', 'SqsFifoPartialProcessorAsync'] as const).flatMap((processor) => [
      { processor, eventType: 'SQS' as const, batch, options: { context } },
      { processor, eventType: 'SQS' as const, batch, options: { throwOnFullBatchFailure: false } },
      { processor, eventType: 'SQS' as const, batch, options: { skipGroupOnError: true } },
      {
        processor,
        eventType: 'SQS' as const,
        batch,
        options: { skipGroupOnError: true, throwOnFullBatchFailure: false },
      },
    ]),
  ),
];

describe("what batches come to, field by field, beside Powertools' batch", () => {
  it('is compared over enough of them', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(120);
  });

  it.each(
    scenarios.map(
      (scenario) => [JSON.stringify({ ...scenario, options: Object.keys(scenario.options) }), scenario] as const,
    ),
  )('is the same for %s', async (_name, scenario) => {
    // Either package has types of its own for the same things.
    const expected = await observe(theirs as unknown as Library, scenario);
    expect(await observe(ours, scenario)).toEqual(expected);
  });
});

describe('a processor that is used again', () => {
  it.each([
    ['theirs', theirs as unknown as Library],
    ['ours', ours],
  ] as const)('keeps the options of the last time, as %s does', async (_name, library) => {
    const processor = new library.BatchProcessor('SQS');
    const failing = async () => {
      throw new Error('failed with f');
    };
    const event = { Records: recordsOf('SQS', 'ff') };
    const both = { batchItemFailures: [{ itemIdentifier: 'id-0' }, { itemIdentifier: 'id-1' }] };
    expect(await library.processPartialResponse(event, failing, processor, { throwOnFullBatchFailure: false })).toEqual(
      both,
    );
    expect(await library.processPartialResponse(event, failing, processor)).toEqual(both);
    expect(await library.processPartialResponse(event, async () => {}, processor)).toEqual({ batchItemFailures: [] });
  });
});

describe('an event that is no batch', () => {
  it.each([{}, { Records: null }, { Records: 'records' }, { records: [] }])('%j is refused by both', async (event) => {
    for (const library of [theirs as unknown as Library, ours]) {
      const processor = new library.BatchProcessor('SQS');
      const sync = new library.BatchProcessorSync('SQS');
      const wrong = event as { Records: BaseRecord[] };
      await expect(library.processPartialResponse(wrong, async () => {}, processor)).rejects.toMatchObject({
        name: 'UnexpectedBatchTypeError',
      });
      expect(() => library.processPartialResponseSync(wrong, () => {}, sync)).toThrow(library.UnexpectedBatchTypeError);
    }
  });
});

describe('the wrong one of the synchronous and the asynchronous processors', () => {
  it.each([
    ['theirs', theirs as unknown as Library],
    ['ours', ours],
  ] as const)('is refused by %s', async (_name, library) => {
    const event = { Records: recordsOf('SQS', 's') };
    const refusal = { name: 'BatchProcessingError' };
    const sync = new library.BatchProcessorSync('SQS');
    const asynchronous = new library.BatchProcessor('SQS');
    await expect(library.processPartialResponse(event, () => {}, sync)).rejects.toMatchObject(refusal);
    expect(() => library.processPartialResponseSync(event, () => {}, asynchronous)).toThrow(
      expect.objectContaining(refusal),
    );
  });
});

describe('a parser', () => {
  beforeEach(() => {
    vi.spyOn(console, 'error').mockReturnValue();
  });
  afterEach(() => void vi.restoreAllMocks());

  const order = z.object({ order_id: z.string(), total: z.number() });
  const good = JSON.stringify({ order_id: 'A-1', total: 3 });
  const bad = JSON.stringify({ order_id: 7, total: 3 });
  const item = (total: string) => ({
    ...dynamodbRecord('1', ''),
    eventName: 'MODIFY' as const,
    dynamodb: {
      ...dynamodbRecord('1', '').dynamodb,
      NewImage: { order_id: { S: 'A-1' }, total: total === '' ? { S: 'x' } : { N: total } },
      OldImage: { order_id: { S: 'A-1' }, total: { N: '1' } },
    },
  });
  const { md5OfBody: _, ...withoutDigest } = sqsRecord('1', good);
  const wholeRecord = z.object({ messageId: z.string(), body: z.string().startsWith('{') });
  const quiet = { debug() {}, warn() {}, error() {} };

  const cases: readonly (readonly [string, EventTypeName, BaseRecord, Readonly<Record<string, unknown>>])[] = [
    ['a body of JSON', 'SQS', sqsRecord('1', good), { innerSchema: order, transformer: 'json' }],
    ['a wrong body', 'SQS', sqsRecord('1', bad), { innerSchema: order, transformer: 'json' }],
    ['a body that is not JSON', 'SQS', sqsRecord('1', 'no'), { innerSchema: order, transformer: 'json' }],
    ['a body of text', 'SQS', sqsRecord('1', 'text'), { innerSchema: z.string() }],
    [
      'a body of base64',
      'SQS',
      sqsRecord('1', Buffer.from(good).toString('base64')),
      { innerSchema: order, transformer: 'base64' },
    ],
    ['a record that lacks a field', 'SQS', withoutDigest, { innerSchema: order, transformer: 'json' }],
    ['data of a stream', 'KinesisDataStreams', kinesisRecord('1', good), { innerSchema: order, transformer: 'base64' }],
    [
      'wrong data of a stream',
      'KinesisDataStreams',
      kinesisRecord('1', bad),
      { innerSchema: order, transformer: 'base64' },
    ],
    ['an item', 'DynamoDBStreams', item('3'), { innerSchema: order, transformer: 'unmarshall' }],
    ['a wrong item', 'DynamoDBStreams', item(''), { innerSchema: order, transformer: 'unmarshall' }],
    [
      'an item without images',
      'DynamoDBStreams',
      { ...item('3'), dynamodb: { SequenceNumber: '1' } },
      { innerSchema: order, transformer: 'unmarshall' },
    ],
    ['a whole record', 'SQS', sqsRecord('1', good), { schema: wholeRecord }],
    ['a wrong whole record', 'SQS', sqsRecord('1', 'x'), { schema: wholeRecord }],
    ['no schema', 'SQS', sqsRecord('1', good), {}],
  ];

  it.each(cases)('makes the same of %s', async (_name, eventType, record, config) => {
    const seen = await Promise.all(
      [
        { library: theirs as unknown as Library, parser: theirParser },
        { library: ours, parser: ourParser },
      ].map(async ({ library, parser }) => {
        const got: unknown[] = [];
        // A table of configurations, some of them wrong: no type has them all.
        const processor = new library.BatchProcessor(eventType, { parser, logger: quiet, ...config } as never);
        const response = await library.processPartialResponse(
          { Records: [record] },
          async (parsed: unknown) => void got.push(parsed),
          processor,
          { throwOnFullBatchFailure: false },
        );
        return {
          response,
          got,
          errors: processor.errors.map(({ name }) => name),
          fields: processor.errors.map(fieldsIn),
        };
      }),
    );
    expect(seen[1]).toEqual(seen[0]);
  });

  /** The paths that a message names: the words beside them are the library's, or the schema's. */
  const fieldsIn = ({ message }: Error): unknown =>
    message.includes(': ')
      ? message
          .split('; ')
          .map((issue) => issue.split(': ')[0])
          .sort()
      : 'no path';
});

describe('the names that Powertools exports', () => {
  it('are all here', () => {
    const missing = Object.keys(theirs).filter((name) => !(name in ours));
    expect(missing).toEqual([]);
    expect(ours.EventType).toEqual(theirs.EventType);
  });

  it('are joined by these', () => {
    const added = Object.keys(ours).filter((name) => !(name in theirs));
    // Their documentation names BasePartialProcessor, though it is not exported there.
    expect(added.sort()).toEqual(['BasePartialProcessor', 'RecordTimeoutError', 'batch']);
  });

  it.each(Object.keys(theirs).filter((name) => name.endsWith('Error')))(
    '%s has its name, and is an error of the utility',
    (name) => {
      expect(Reflect.get(ours, name)).toHaveProperty('name', name);
      expect(Object.getPrototypeOf(Reflect.get(ours, name))).toBe(
        name === 'BatchProcessingError' ? Error : ours.BatchProcessingError,
      );
    },
  );
});
