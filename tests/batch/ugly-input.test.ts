import * as theirs from '@aws-lambda-powertools/batch';
import * as ours from 'otel-powertools/batch';
import type {
  BaseRecord,
  EventSourceDataClassTypes,
  FailureResponse,
  SuccessResponse,
} from 'otel-powertools/batch/types';
import { captureTelemetry, lambdaContext } from 'otel-powertools/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dynamodbRecord, sqsRecord } from './support.js';

const context = lambdaContext();
const failing = (thrown: unknown) => async () => {
  throw thrown;
};
const failed = (...ids: string[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });
const keepGoing = { throwOnFullBatchFailure: false };

/** The batch by the function and by the processor. */
const both = (handler: (record: never) => unknown, event: unknown) =>
  [
    ours.batch(handler, { source: 'SQS', ...keepGoing })(event as never, context),
    ours.processPartialResponse(event as never, handler, new ours.BatchProcessor('SQS'), keepGoing),
  ] as const;

describe('a batch', () => {
  it.each([[[]], [undefined]])('that is empty is answered with an empty list', async (options) => {
    void options;
    for (const answer of both(async () => {}, { Records: [] })) expect(await answer).toEqual(failed());
  });

  it.each([
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['a string', 'no', 'no'],
    ['a number', 0, '0'],
    ['an object without a prototype', Object.create(null), 'object'],
  ])('survives %s that is thrown, and keeps it as the cause of the error', async (_name, thrown, message) => {
    const event = { Records: [sqsRecord('1', 'a'), sqsRecord('2', 'b')] };
    for (const answer of both(failing(thrown), event)) expect(await answer).toEqual(failed('1', '2'));

    const processor = new ours.BatchProcessor('SQS');
    processor.register(event.Records, failing(thrown), keepGoing);
    expect(await processor.process()).toEqual([
      ['fail', message, event.Records[0]],
      ['fail', message, event.Records[1]],
    ]);
    expect(processor.errors[0]).toMatchObject({ message, cause: thrown });
  });

  it('of Powertools does not survive a null that is thrown', async () => {
    const answer = theirs.processPartialResponse(
      { Records: [sqsRecord('1', 'a')] } as never,
      failing(null),
      new theirs.BatchProcessor('SQS'),
      keepGoing,
    );
    await expect(answer).rejects.toBeInstanceOf(TypeError);
  });

  it('reports a message that came twice once, when one or both of the copies fail', async () => {
    const event = {
      Records: [sqsRecord('1', 'fail'), sqsRecord('1', 'succeed'), sqsRecord('2', 'succeed'), sqsRecord('1', 'fail')],
    };
    const handler = async ({ body }: { body: string }) => {
      if (body === 'fail') throw new Error('failed');
    };
    for (const answer of both(handler, event)) expect(await answer).toEqual(failed('1'));
  });

  it.each([[null], [undefined], [7], ['text'], [[]], [{}], [{ messageId: 7 }]])(
    'fails a record that is %j and no other, and has Lambda send the batch again because it cannot be named',
    async (record) => {
      using telemetry = captureTelemetry();
      const processed: unknown[] = [];
      const event = { Records: [sqsRecord('1', 'a'), record, sqsRecord('2', 'b')] };
      const handler = ours.batch(async ({ messageId }) => void processed.push(messageId), { source: 'SQS' });
      expect(await handler(event as never, context)).toEqual(failed(''));
      expect(processed).toEqual(['1', '2']);
      expect(telemetry.diagnostics).toEqual([{ level: 'ERROR', message: expect.stringContaining('has no id') }]);
    },
  );

  it('of a stream does not lose a record without a sequence number, as that of Powertools does', async () => {
    const { SequenceNumber: _, ...withoutNumber } = dynamodbRecord('1', 'a').dynamodb ?? {};
    const event = { Records: [{ ...dynamodbRecord('1', 'a'), dynamodb: withoutNumber }] };
    const answers = [
      theirs.processPartialResponse(
        event as never,
        failing(new Error()),
        new theirs.BatchProcessor('DynamoDBStreams'),
        keepGoing,
      ),
      ours.processPartialResponse(
        event as never,
        failing(new Error()),
        new ours.BatchProcessor('DynamoDBStreams'),
        keepGoing,
      ),
    ];
    expect(await Promise.all(answers)).toEqual([failed(), failed('')]);
  });

  it('fails a record whose getters throw, and no other', async () => {
    const hostile = Object.defineProperty({}, 'messageId', {
      get() {
        throw new Error('no');
      },
    });
    const event = { Records: [hostile, sqsRecord('2', 'b')] };
    expect(await ours.batch(async () => {}, { source: 'SQS' })(event as never, context)).toEqual(failed(''));
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses a concurrency of %d', async (concurrency) => {
    expect(() => ours.batch(async () => {}, { source: 'SQS', concurrency })).toThrow(RangeError);
    const answer = ours.processPartialResponse({ Records: [] }, async () => {}, new ours.BatchProcessor('SQS'), {
      concurrency,
    });
    await expect(answer).rejects.toThrow(`concurrency is a whole number from 1 on, not ${concurrency}.`);
  });

  it('refuses a source that there is not', () => {
    expect(() => ours.batch(async () => {}, { source: 'sqs' as 'SQS' })).toThrow('not sqs');
    expect(() => ours.batch(async () => {}, { source: 'constructor' as 'SQS' })).toThrow('not constructor');
  });
});

describe('a record whose handler never answers', () => {
  afterEach(() => void vi.useRealTimers());

  const inTime = (millis: number) => {
    const deadline = Date.now() + millis;
    return { ...context, getRemainingTimeInMillis: () => deadline - Date.now() };
  };

  it('is reported as failed before the time-out, and the others are not', async () => {
    vi.useFakeTimers();
    const event = { Records: [sqsRecord('1', 'a'), sqsRecord('never', 'b'), sqsRecord('3', 'c')] };
    const handler = async ({ messageId }: { messageId: string }) => {
      if (messageId === 'never') await new Promise(() => {});
    };
    const answer = ours.batch(handler, { source: 'SQS' })(event, inTime(3000));
    const classic = ours.processPartialResponse(event, handler, new ours.BatchProcessor('SQS'), {
      context: inTime(3000),
    });
    await vi.advanceTimersByTimeAsync(2700);
    expect(await answer).toEqual(failed('never'));
    expect(await classic).toEqual(failed('never'));
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(['resolves', 'rejects'])(
    'and that %s when the next batch is under way does not touch that one',
    async (how) => {
      vi.useFakeTimers();
      const processor = new ours.BatchProcessor('SQS');
      const late = { resolve: () => {}, reject: (_error: Error) => {} };
      const answer = new Promise<void>((resolve, reject) => Object.assign(late, { resolve, reject }));
      const first = { Records: [sqsRecord('late', 'a'), sqsRecord('2', 'b')] };
      const answered = ours.processPartialResponse(
        first,
        ({ messageId }: { messageId: string }) => (messageId === 'late' ? answer : undefined),
        processor,
        { context: inTime(1000) },
      );
      await vi.advanceTimersByTimeAsync(950);
      expect(await answered).toEqual(failed('late'));

      const next = { Records: [sqsRecord('3', 'c'), sqsRecord('4', 'd')] };
      const handler = async ({ messageId }: { messageId: string }) => {
        if (how === 'resolves') late.resolve();
        else late.reject(new Error('too late'));
        await vi.advanceTimersByTimeAsync(10);
        if (messageId === '4') throw new Error('failed');
      };
      expect(await ours.processPartialResponse(next, handler, processor, { context: inTime(1000) })).toEqual(
        failed('4'),
      );
      expect(processor.errors.map(({ message }) => message)).toEqual(['failed']);
    },
  );

  it('keeps nobody waiting where the margin is 0: then there is no deadline', async () => {
    vi.useFakeTimers();
    const answer = ours.batch(() => new Promise((resolve) => setTimeout(resolve, 2000)), {
      source: 'SQS',
      deadlineMarginMillis: 0,
    })({ Records: [sqsRecord('1', 'a')] }, inTime(1000));
    await vi.advanceTimersByTimeAsync(2000);
    expect(await answer).toEqual(failed());
  });

  it.each([0, -5, Number.NaN])('a context made for a test, with %d milliseconds left, ends nothing', async (left) => {
    const answer = ours.batch(async () => {}, { source: 'SQS' })(
      { Records: [sqsRecord('1', 'a')] },
      { ...context, getRemainingTimeInMillis: () => left },
    );
    expect(await answer).toEqual(failed());
  });
});

describe('a processor of your own', () => {
  class Shouting extends ours.BasePartialBatchProcessor {
    async processRecord(record: BaseRecord): Promise<SuccessResponse | FailureResponse> {
      const arrived = record as EventSourceDataClassTypes;
      try {
        return this.successHandler(arrived, String(await this.handler(arrived, this.options?.context)).toUpperCase());
      } catch (error) {
        return this.failureHandler(arrived, error as Error);
      }
    }

    processRecordSync(): SuccessResponse | FailureResponse {
      throw new Error('not used');
    }

    override failureHandler(record: EventSourceDataClassTypes, error: Error): FailureResponse {
      return super.failureHandler(record, new Error(`${error.message}!`));
    }
  }

  it('extends the base as one of Powertools does', async () => {
    using telemetry = captureTelemetry();
    // What was recorded outside of an invocation before is handed over first.
    expect(telemetry.spans).toBeDefined();
    telemetry.reset();
    const processor = new Shouting('SQS');
    const records = [sqsRecord('1', 'a'), sqsRecord('2', 'b')];
    const handler = async ({ messageId }: { messageId: string }) => {
      if (messageId === '2') throw new Error('failed');
      return 'done';
    };
    expect(await ours.processPartialResponse({ Records: records }, handler, processor)).toEqual(failed('2'));
    expect(processor.successMessages).toEqual([records[0]]);
    expect(telemetry.spans.map(({ name, status }) => [name, status])).toEqual([
      ['process orders', { code: 'unset' }],
      ['process orders', { code: 'error', message: 'failed!' }],
    ]);
  });
});
