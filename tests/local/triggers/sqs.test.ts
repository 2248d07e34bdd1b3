import { createHash } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  TagQueueCommand,
} from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { LocalLambdaError } from '../../../src/local/errors.js';
import type { LocalLambda } from '../../../src/local/index.js';
import { md5OfAttributes } from '../../../src/local/sqs/message.js';
import { Queue } from '../../../src/local/sqs/queue.js';
import { queueNamed } from '../../../src/local/sqs/queue-settings.js';
import { Sqs } from '../../../src/local/sqs/sqs.js';
import { buildCommand, start } from '../support/runtime.js';

let lambda: LocalLambda;
let client: SQSClient;
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

beforeAll(async () => {
  const bin = await buildCommand();
  // Queues that no function reads.
  lambda = await start(bin, { functions: ['plain.handler'], template: 'triggers/queues.yaml' });
  client = new SQSClient({ endpoint: lambda.url, region: 'us-east-1', credentials });
});
afterAll(() => client?.destroy());

const urlOf = async (name: string): Promise<string> =>
  (await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl ?? '';

const receive = async (url: string, options: object = {}) =>
  (
    await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
        ...options,
      }),
    )
  ).Messages ?? [];

describe('the SQS of the local Lambda, as the SDK sees it', () => {
  let url = '';
  beforeEach(async () => {
    url = await urlOf('Plain');
    await client.send(new PurgeQueueCommand({ QueueUrl: url }));
  });

  it('gives back what was sent, with its attributes, its digests and X-Ray’s header', async () => {
    const attributes = {
      color: { DataType: 'String', StringValue: 'grün' },
      size: { DataType: 'Number.int', StringValue: '42' },
      bytes: { DataType: 'Binary', BinaryValue: Buffer.from([0, 1, 255]) },
    };
    const header = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    const sent = await client.send(
      new SendMessageCommand({
        ...{ QueueUrl: url, MessageBody: 'hello', MessageAttributes: attributes },
        MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: header } },
      }),
    );
    expect(sent.MD5OfMessageBody).toBe(createHash('md5').update('hello').digest('hex'));
    const [message] = await receive(url);
    expect(message).toMatchObject({
      ...{ MessageId: sent.MessageId, Body: 'hello', MD5OfMessageAttributes: sent.MD5OfMessageAttributes },
      Attributes: {
        ApproximateReceiveCount: '1',
        AWSTraceHeader: header,
        SentTimestamp: expect.stringMatching(/^\d+$/),
      },
      MessageAttributes: { color: attributes.color, size: attributes.size },
    });
    expect(Buffer.from(message?.MessageAttributes?.bytes?.BinaryValue ?? [])).toEqual(Buffer.from([0, 1, 255]));
  });

  it('digests attributes as AWS documents it', () => {
    // Known of AWS's own answers.
    expect(md5OfAttributes({ timestamp: { DataType: 'Number', StringValue: '1493147359900' } })).toBe(
      '235c5c510d26fb653d073faed50ae77c',
    );
  });

  it('takes X-Ray’s header of the request where the message has none', async () => {
    const header = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    await fetch(lambda.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSQS.SendMessage', 'x-amzn-trace-id': header },
      body: JSON.stringify({ QueueUrl: url, MessageBody: 'traced' }),
    });
    expect(await receive(url)).toMatchObject([{ Attributes: { AWSTraceHeader: header } }]);
  });

  it('hides what was received until its time is over, unless that is changed or it is deleted', async () => {
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'a' }));
    const [first] = await receive(url, { VisibilityTimeout: 600 });
    expect(await receive(url)).toEqual([]);
    const handle = { QueueUrl: url, ReceiptHandle: first?.ReceiptHandle };
    await client.send(new ChangeMessageVisibilityCommand({ ...handle, VisibilityTimeout: 0 }));
    const [second] = await receive(url);
    expect(second).toMatchObject({ MessageId: first?.MessageId, Attributes: { ApproximateReceiveCount: '2' } });
    // The handle of an older receipt deletes nothing.
    await client.send(new DeleteMessageCommand(handle));
    expect(await counts(url)).toEqual(['0', '1']);
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: second?.ReceiptHandle }));
    expect(await counts(url)).toEqual(['0', '0']);
  });

  it('waits for a message that is not there yet', async () => {
    const waiting = receive(url, { WaitTimeSeconds: 20 });
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'late' }));
    expect(await waiting).toMatchObject([{ Body: 'late' }]);
  });

  it('sends and deletes in batches, of which an entry fails alone', async () => {
    const { Successful, Failed } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'a', MessageBody: 'one' },
          { Id: 'b', MessageBody: 'two', MessageAttributes: { bad: { DataType: 'Date', StringValue: 'x' } } },
        ],
      }),
    );
    expect(Successful).toMatchObject([{ Id: 'a', MD5OfMessageBody: createHash('md5').update('one').digest('hex') }]);
    expect(Failed).toMatchObject([{ Id: 'b', SenderFault: true, Code: 'InvalidParameterValue' }]);
    const [message] = await receive(url);
    const answer = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'x', ReceiptHandle: message?.ReceiptHandle },
          { Id: 'y', ReceiptHandle: 'nonsense' },
        ],
      }),
    );
    expect(answer.Successful).toMatchObject([{ Id: 'x' }]);
    expect(answer.Failed).toMatchObject([{ Id: 'y', Code: 'ReceiptHandleIsInvalid' }]);
  });

  it('says what its queues are', async () => {
    expect((await client.send(new ListQueuesCommand({ QueueNamePrefix: 'Pl' }))).QueueUrls).toEqual([url]);
    const dead = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: await urlOf('Fragile'), AttributeNames: ['All'] }),
    );
    expect(dead.Attributes).toMatchObject({
      QueueArn: 'arn:aws:sqs:us-east-1:123456789012:Fragile',
      VisibilityTimeout: '7',
      RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:Dead","maxReceiveCount":2}',
    });
  });

  it.each([
    ['a queue that is not there', () => new GetQueueUrlCommand({ QueueName: 'Nope' }), 'QueueDoesNotExist'],
    ['a message without a body', () => new SendMessageCommand({ QueueUrl: url, MessageBody: '' }), 'MissingParameter'],
    [
      'a character that XML does not have',
      () => new SendMessageCommand({ QueueUrl: url, MessageBody: 'a\u0000' }),
      'InvalidMessageContents',
    ],
    [
      'a message that is too large',
      () => new SendMessageCommand({ QueueUrl: url, MessageBody: 'x'.repeat(1_048_577) }),
      'InvalidParameterValue',
    ],
    [
      'a batch with the same id twice',
      () =>
        new SendMessageBatchCommand({
          QueueUrl: url,
          Entries: [
            { Id: 'a', MessageBody: '1' },
            { Id: 'a', MessageBody: '2' },
          ],
        }),
      'BatchEntryIdsNotDistinct',
    ],
    ['a batch of nothing', () => new SendMessageBatchCommand({ QueueUrl: url, Entries: [] }), 'EmptyBatchRequest'],
    [
      'a handle that is none',
      () => new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: 'x' }),
      'ReceiptHandleIsInvalid',
    ],
    [
      'a FIFO message without a group',
      () => new SendMessageCommand({ QueueUrl: url.replace('Plain', 'Ordered.fifo'), MessageBody: 'x' }),
      'MissingParameter',
    ],
    ['what it does not do', () => new TagQueueCommand({ QueueUrl: url, Tags: {} }), 'UnsupportedOperation'],
  ])('refuses %s', async (_what, command, name) => {
    // The SDK names some errors as SQS's older protocol did.
    await expect(client.send(command() as SendMessageCommand)).rejects.toMatchObject({
      name: expect.stringContaining(name === 'QueueDoesNotExist' ? 'QueueDoesNotExist' : name),
    });
  });

  it.each([
    ['another host', { host: 'evil.example' }],
    ['a page of another origin', { origin: 'https://evil.example' }],
  ])('answers no request of %s', async (_what, headers) => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      request(
        lambda.url,
        { method: 'POST', headers: { ...headers, 'x-amz-target': 'AmazonSQS.ListQueues' } },
        (answer) => resolve(answer.resume().statusCode),
      )
        .on('error', reject)
        .end('{}');
    });
    expect(status).toBe(403);
  });

  const counts = async (queue: string) => {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes: found } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: [...names] }),
    );
    return names.map((name) => found?.[name]);
  };
});

describe('a queue', () => {
  const queueOf = (settings = {}, name = 'q', bury = (_message: unknown): void => {}) =>
    new Queue(queueNamed(name, settings), 'url', 'arn', bury);
  const draft = (body: string, rest = {}) => ({ body, attributes: {}, ...rest });
  const bodies = (messages: readonly { readonly body: string }[]) => messages.map(({ body }) => body);

  it('shows a message again after the visibility time-out, and gives it up after the last receipt', () => {
    vi.useFakeTimers();
    try {
      const buried: unknown[] = [];
      const redrive = { queueName: 'dead', maxReceiveCount: 2 };
      const queue = queueOf({ visibilityTimeoutSeconds: 30, redrive }, 'q', (message) => buried.push(message));
      const { id } = queue.send(draft('poison'));
      for (const receipt of [1, 2]) {
        expect(queue.take({ count: 10 })).toMatchObject([{ id, receiveCount: receipt }]);
        vi.advanceTimersByTime(29_999);
        expect(queue.take({ count: 10 })).toEqual([]);
        vi.advanceTimersByTime(1);
      }
      expect(queue.take({ count: 10 })).toEqual([]);
      expect(buried).toMatchObject([{ id, receiveCount: 2, deadLetterSource: 'arn' }]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps what an invocation holds from view, however long that takes', () => {
    vi.useFakeTimers();
    try {
      const queue = queueOf({ visibilityTimeoutSeconds: 1 });
      queue.send(draft('slow'));
      const held = queue.take({ count: 1, hold: true });
      vi.advanceTimersByTime(60_000);
      expect(queue.take({ count: 1 })).toEqual([]);
      queue.release(held);
      expect(bodies(queue.take({ count: 1 }))).toEqual(['slow']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps the order of each group of a FIFO queue, and takes a message once', () => {
    const queue = queueOf({ contentBasedDeduplication: true }, 'q.fifo');
    const send = (body: string, groupId: string) => queue.send(draft(body, { groupId }));
    const [a1] = [send('a1', 'a'), send('a2', 'a'), send('b1', 'b')];
    expect(send('a1', 'a').id).toBe(a1?.id);
    expect(bodies(queue.take({ count: 1 }))).toEqual(['a1']);
    // What is behind a message that is away waits; other groups do not.
    const [b1] = queue.take({ count: 10 });
    expect(b1?.body).toBe('b1');
    expect(queue.take({ count: 10 })).toEqual([]);
  });

  it('gives each message to one receiver at a time, and loses none', () => {
    const command = fc.oneof(
      fc.record({ do: fc.constant('send' as const), group: fc.integer({ min: 0, max: 2 }) }),
      fc.record({ do: fc.constant('take' as const), count: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ do: fc.constant('delete' as const) }),
      fc.record({ do: fc.constant('release' as const) }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), fc.boolean(), (commands, fifo) => {
        const queue = queueOf({ visibilityTimeoutSeconds: 0 }, fifo ? 'q.fifo' : 'q');
        const sent: string[] = [];
        const done: string[] = [];
        const away: ReturnType<Queue['take']> = [];
        for (const one of commands) {
          if (one.do === 'send') {
            const body = String(sent.length);
            sent.push(body);
            queue.send(draft(body, fifo ? { groupId: String(one.group), deduplicationId: body } : {}));
          } else if (one.do === 'take') {
            const taken = queue.take({ count: one.count, hold: true });
            expect(away.some(({ id }) => taken.some((message) => message.id === id))).toBe(false);
            if (fifo) {
              for (const { groupId, body } of taken) {
                const earlier = [...away].filter(
                  (other) => other.groupId === groupId && Number(other.body) < Number(body),
                );
                expect(earlier).toEqual([]);
              }
            }
            away.push(...taken);
          } else if (one.do === 'delete') {
            const message = away.shift();
            if (message?.handle) queue.delete(message.handle);
            if (message) done.push(message.body);
          } else queue.release(away.splice(0));
        }
        queue.release(away);
        const rest = queue.take({ count: 1000 });
        expect([...bodies(rest), ...done].sort()).toEqual([...sent].sort());
      }),
    );
  });

  it('is refused where its dead letters are to go to a queue of the other kind', () => {
    const sqs = new Sqs('http://127.0.0.1', 'us-east-1', () => {});
    const redrive = { queueName: 'dead', maxReceiveCount: 1 };
    expect(() => sqs.create([queueNamed('q.fifo', { redrive })])).toThrow(LocalLambdaError);
  });
});
