// The least that gives a log line, a metric and a segment: two writes and one datagram, by hand.
import { createSocket } from 'node:dgram';
import { writeSync } from 'node:fs';

const [host, port] = process.env.AWS_XRAY_DAEMON_ADDRESS.split(':');
const socket = createSocket('udp4');
socket.unref();
const header = Buffer.from('{"format":"json","version":1}\n');
const hex = (length) => Array.from({ length }, () => Math.floor(Math.random() * 16).toString(16)).join('');
const line = (content) => writeSync(1, `${JSON.stringify(content)}\n`);

export const handler = async (event, context) => {
  const start = Date.now() / 1000;
  const [root, parent] = process.env._X_AMZN_TRACE_ID.split(';').map((part) => part.slice(part.indexOf('=') + 1));
  line({
    level: 'INFO',
    message: 'order received',
    timestamp: new Date().toISOString(),
    service: 'orders',
    cold_start: false,
    function_arn: context.invokedFunctionArn,
    function_memory_size: context.memoryLimitInMB,
    function_name: context.functionName,
    function_request_id: context.awsRequestId,
    xray_trace_id: root,
    order_id: event.order_id,
  });
  line({
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        { Namespace: 'shop', Dimensions: [['service']], Metrics: [{ Name: 'OrderReceived', Unit: 'Count' }] },
      ],
    },
    service: 'orders',
    OrderReceived: 1,
  });
  const document = {
    name: '## handler',
    id: hex(16),
    trace_id: root,
    parent_id: parent,
    type: 'subsegment',
    start_time: start,
    end_time: Date.now() / 1000,
    annotations: { order_id: event.order_id },
  };
  await new Promise((resolve) => socket.send([header, JSON.stringify(document)], port, host, resolve));
  return 'done';
};
