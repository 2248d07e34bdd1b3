import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

const events = new EventBridgeClient({});

/** What a message says is done with it: it fails, breaks the answer or the whole batch, or is announced. */
export const handler = async ({ Records: records }) => {
  const failed = [];
  for (const { messageId, body, attributes } of records) {
    const { fail, announce, crash, answer, failOnce } = JSON.parse(body);
    console.log(JSON.stringify({ body, receipt: attributes.ApproximateReceiveCount }));
    if (crash) throw new Error('the whole batch');
    if (answer !== undefined) return answer;
    if (fail || (failOnce && attributes.ApproximateReceiveCount === '1')) failed.push({ itemIdentifier: messageId });
    if (announce === undefined) continue;
    const [entry] = (
      await events.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: process.env.BUS,
              Source: 'worker',
              DetailType: 'work done',
              Detail: JSON.stringify({ value: announce }),
              TraceHeader: process.env._X_AMZN_TRACE_ID,
            },
          ],
        }),
      )
    ).Entries;
    console.log(JSON.stringify({ eventId: entry.EventId }));
  }
  return { batchItemFailures: failed };
};
