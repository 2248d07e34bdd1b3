import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { InvocationReport, LocalLambda } from '../../../src/local/index.js';
import { failuresIn } from '../../../src/local/sqs/batch-failures.js';
import { buildCommand, functionsFolder, resultOf, start } from '../support/runtime.js';

let bin = '';
let lambda: LocalLambda;
let client: SQSClient;
const reports: InvocationReport[] = [];
const notices: string[] = [];
const cwd = `${functionsFolder}/triggers`;

beforeAll(async () => {
  bin = await buildCommand();
  lambda = await start(bin, {
    ...{ cwd, functions: [], template: 'template.yaml' },
    onReport: (report) => reports.push(report),
    onNotice: (notice) => notices.push(notice),
  });
  client = clientOf(lambda);
});
afterAll(() => client?.destroy());
beforeEach(() => {
  reports.splice(0);
  notices.splice(0);
});

const clientOf = ({ url }: LocalLambda): SQSClient =>
  new SQSClient({ endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });

const urlOf = async (name: string) => (await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl;

const send = (...bodies: readonly object[]) => lambda.invoke('Sender', { bodies });

const eventually = <T>(look: () => T | Promise<T>): Promise<T> => vi.waitFor(look, { timeout: 30_000, interval: 20 });

const batches = (name = 'Worker'): InvocationReport[] => reports.filter(({ functionName }) => functionName === name);

const bodiesOf = ({ event }: InvocationReport): unknown[] =>
  JSON.parse(event).Records.map(({ body }: { body: string }) => JSON.parse(body));

const messagesIn = async (name: string): Promise<number> => {
  const { Attributes: counts = {} } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: await urlOf(name),
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(counts).reduce((sum, count) => sum + Number(count), 0);
};

describe('a queue of the template', () => {
  it('sends its messages to the function in batches of the size that the template says', async () => {
    const { response } = await send({ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 });
    await eventually(() => expect(batches().flatMap(bodiesOf)).toHaveLength(4));
    expect(batches().flatMap(bodiesOf)).toEqual(expect.arrayContaining([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]));
    expect(batches().every((batch) => bodiesOf(batch).length <= 3)).toBe(true);
    expect(batches()[0]?.trigger).toBe('queue Work');
    const [record] = JSON.parse(batches()[0]?.event ?? '').Records;
    expect(record).toMatchObject({
      messageId: JSON.parse(response.toString())[0],
      ...{ eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:Work', awsRegion: 'us-east-1' },
      attributes: { ApproximateReceiveCount: '1', SenderId: expect.any(String) },
    });
    await eventually(async () => expect(await messagesIn('Work')).toBe(0));
  });

  it('gets back what failed after the visibility time-out, and nothing else', async () => {
    await send({ n: 1 }, { n: 2, failOnce: true });
    await eventually(() => expect(batches().flatMap(bodiesOf)).toHaveLength(3));
    const second = batches().at(-1);
    expect(second && bodiesOf(second)).toEqual([{ n: 2, failOnce: true }]);
    const [{ attributes }] = JSON.parse(second?.event ?? '').Records;
    expect(second?.startTime).toBeGreaterThanOrEqual(Number(attributes.ApproximateFirstReceiveTimestamp) + 1000);
    await eventually(async () => expect(await messagesIn('Work')).toBe(0));
  });

  it('gives a message up after the receipts that its redrive policy allows', async () => {
    await send({ n: 'poison', fail: true });
    await eventually(() => expect(notices.join()).toMatch(/Work: message .* was received 2 times, and is in Dead now/));
    expect(batches()).toHaveLength(2);
    const { Messages: dead = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: await urlOf('Dead'), MessageSystemAttributeNames: ['All'] }),
    );
    expect(dead).toMatchObject([
      {
        Body: '{"n":"poison","fail":true}',
        Attributes: { DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-1:123456789012:Work' },
      },
    ]);
  });

  it.each([
    ['the function throws', { crash: true }],
    ['the answer names a message that was not sent', { answer: { batchItemFailures: [{ itemIdentifier: 'x' }] } }],
    ['the answer is of another form', { answer: { batchItemFailures: 'all' } }],
  ])('gets back the whole batch when %s', async (_what, body) => {
    await send({ n: 'whole', ...body });
    await eventually(() => expect(batches().flatMap(bodiesOf)).toHaveLength(2));
    await client.send(new PurgeQueueCommand({ QueueUrl: await urlOf('Work') }));
  });

  it('deletes what no filter of the trigger lets through', async () => {
    await send({ n: 'kept' }, { n: 'left away', skip: true });
    await eventually(async () => {
      expect(batches().flatMap(bodiesOf)).toEqual([{ n: 'kept' }]);
      expect(await messagesIn('Work')).toBe(0);
    });
  });

  it('sends the messages of a FIFO queue in the order of their group, and what failed once more', async () => {
    const QueueUrl = await urlOf('Ordered.fifo');
    for (const n of [1, 2, 3]) {
      const MessageBody = JSON.stringify({ n, failOnce: n === 3 });
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: 'g' }));
    }
    await eventually(async () => expect(await messagesIn('Ordered.fifo')).toBe(0));
    const done = batches().flatMap(({ logs }) => logs.map(({ json }) => `${json?.body} ${json?.receipt}`));
    expect(done).toEqual([
      '{"n":1,"failOnce":false} 1',
      '{"n":2,"failOnce":false} 1',
      '{"n":3,"failOnce":true} 1',
      '{"n":3,"failOnce":true} 2',
    ]);
  });
});

describe('an event of a function', () => {
  it('reaches the functions and queues whose rules it matches, in the trace of who sent it', async () => {
    await send({ announce: 11 }, { announce: 9 });
    await eventually(() => expect(batches('Listener')).toHaveLength(1));
    const [heard] = batches('Listener');
    expect(heard && resultOf(heard)).toMatchObject({
      ...{ version: '0', source: 'worker', 'detail-type': 'work done', account: '123456789012' },
      ...{ region: 'us-east-1', resources: [], detail: { value: 11 } },
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    expect(heard?.trigger).toBe('EventBridge ListenerDone');
    await eventually(() => expect(batches().map(({ traceId }) => traceId)).toContain(heard?.traceId));
    const archived: unknown[] = [];
    await eventually(async () => {
      const { Messages: found = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl: await urlOf('Archive'), MaxNumberOfMessages: 10 }),
      );
      archived.push(...found.map(({ Body: body = '' }) => JSON.parse(body)));
      expect(archived).toEqual(
        expect.arrayContaining([
          { archived: 11, text: 'value 11' },
          { archived: 9, text: 'value 9' },
        ]),
      );
    });
  });
});

describe('a queue of the command line', () => {
  it('is there beside those of the template, and leads to the first function or to the one that is named', async () => {
    const seen: InvocationReport[] = [];
    const other = await start(bin, {
      ...{ cwd, functions: ['listener.handler', 'worker.handler'], template: false as const },
      queues: ['inbox', 'jobs=worker.handler'],
      onReport: (report) => seen.push(report),
    });
    const own = clientOf(other);
    for (const name of ['inbox', 'jobs']) {
      const { QueueUrl } = await own.send(new GetQueueUrlCommand({ QueueName: name }));
      await own.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
    }
    await eventually(() => expect(seen).toHaveLength(2));
    expect(seen.map(({ functionName, trigger }) => `${trigger} → ${functionName}`).sort()).toEqual([
      'queue inbox → listener',
      'queue jobs → worker',
    ]);
    own.destroy();
    await other.close();
  });

  it.each([
    ['jobs=nobody', 'there is no function "nobody"'],
    ['no name', "write the queue's name"],
  ])('is refused as --queue "%s"', async (queue, message) => {
    const options = { cwd, functions: ['listener.handler'], template: false as const, queues: [queue] };
    await expect(start(bin, options)).rejects.toThrow(message);
  });
});

describe('the answer to a batch', () => {
  const sent = new Set(['a', 'b']);
  it.each([
    ['', []],
    ['null', []],
    ['{}', []],
    ['{"batchItemFailures":null}', []],
    ['{"batchItemFailures":[]}', []],
    ['{"batchItemFailures":[{"itemIdentifier":"b"}]}', ['b']],
    ['{"batchItemFailures":[{"itemIdentifier":""}]}', undefined],
    ['{"batchItemFailures":[{"itemIdentifier":null}]}', undefined],
    ['{"batchItemFailures":[{"id":"b"}]}', undefined],
    ['{"batchItemFailures":[{"itemIdentifier":"c"}]}', undefined],
    ['{"batchItemFailures":{}}', undefined],
    ['"text"', undefined],
    ['no JSON', undefined],
  ])('%s is read as Lambda reads it', (response, failed) => {
    const found = failuresIn(Buffer.from(response), sent);
    expect(found && [...found]).toEqual(failed);
  });
});
