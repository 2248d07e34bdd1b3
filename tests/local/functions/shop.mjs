// A function that does what a test tells it to, and traces and logs it as X-Ray's daemon and CloudWatch take it.
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';

const id = () => randomBytes(8).toString('hex');

const send = (document) => {
  const [host, port] = process.env.AWS_XRAY_DAEMON_ADDRESS.split(':');
  const socket = createSocket('udp4');
  return new Promise((resolve) =>
    socket.send(`{"format":"json","version":1}\n${JSON.stringify(document)}`, Number(port), host, () => {
      socket.close();
      resolve();
    }),
  );
};

const log = (level, message, keys = {}) =>
  console.log(JSON.stringify({ level, message, timestamp: new Date().toISOString(), ...keys }));

const metric = (name, value, dimensions = {}) =>
  console.log(
    JSON.stringify({
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [
          { Namespace: 'Test', Dimensions: [Object.keys(dimensions)], Metrics: [{ Name: name, Unit: 'Count' }] },
        ],
      },
      ...dimensions,
      [name]: value,
    }),
  );

/** A span with two below it, of known times. */
const trace = async (event, context) => {
  const [, root, parent] = process.env._X_AMZN_TRACE_ID.match(/Root=([^;]+);Parent=([^;]+)/);
  const now = Date.now() / 1000;
  const span = id();
  log('INFO', 'within the work', { span_id: span, order_id: 'o-7' });
  await send({
    type: 'subsegment',
    trace_id: root,
    parent_id: parent,
    id: span,
    name: event.name ?? 'work',
    start_time: now,
    end_time: now + 0.1,
    annotations: { order_id: event.annotation ?? 'o-7' },
    metadata: { default: { note: event.note ?? 'plain' } },
    subsegments: [
      { id: id(), name: 'first half', start_time: now, end_time: now + 0.05 },
      {
        id: id(),
        name: 'DynamoDB',
        namespace: 'aws',
        aws: { operation: 'GetItem', table_name: 'Orders' },
        start_time: now + 0.05,
        end_time: now + 0.075,
      },
    ],
  });
  await sleep(100);
  return { span, requestId: context.awsRequestId };
};

const actions = {
  trace,
  metric: ({ name, value, dimensions }) => metric(name, value, dimensions),
  log: ({ level, message, keys }) => log(level, message, keys),
  echo: ({ value }) => value,
  hostile: async (event, context) => {
    const { text } = event;
    log('INFO', text, { [text]: text });
    metric(text, 1, { [text.slice(0, 20) || 'x']: text });
    await trace({ name: 'work', annotation: text, note: text }, context);
    const error = new Error(text, { cause: new TypeError(text) });
    error.name = text;
    throw error;
  },
  caused: () => {
    throw new Error('the order was not stored', { cause: new RangeError('the total is below zero') });
  },
};

export const handler = async (event, context) => actions[event.do ?? 'echo'](event, context);
