import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';

const sqs = new SQSClient({});

/** Sends what it is given to the queue of the template, as one batch. */
export const handler = async ({ bodies }) => {
  const { Successful } = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: process.env.QUEUE_URL,
      Entries: bodies.map((body, index) => ({ Id: String(index), MessageBody: JSON.stringify(body) })),
    }),
  );
  return Successful.map(({ MessageId }) => MessageId);
};
