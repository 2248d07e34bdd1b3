import { setTimeout as sleep } from 'node:timers/promises';

const { streamifyResponse, HttpResponseStream } = globalThis.awslambda;

export const handler = streamifyResponse(async (event, stream) => {
  const action = JSON.parse(event.body ?? '{}').do ?? event.do;
  if (action === 'throw') throw new RangeError('before the first byte');
  if (action === 'nothing') return;
  if (action === 'raw') {
    stream.setContentType('text/csv');
    stream.write('a,b\n');
    stream.end('1,2\n');
    return;
  }
  if (action === 'no body') {
    HttpResponseStream.from(stream, { statusCode: 204 }).end();
    return;
  }
  if (action === 'object') {
    stream.setContentType('application/json');
    stream.write({ written: true });
    stream.end();
    return;
  }
  if (action === 'late type') {
    stream.write('first');
    await sleep(50);
    stream.setContentType('text/html');
  }
  const response = HttpResponseStream.from(stream, {
    statusCode: 202,
    headers: { 'Content-Type': 'text/plain', 'X-Custom': 'yes' },
    cookies: ['a=1', 'b=2'],
  });
  response.write('first,');
  await sleep(150);
  if (action === 'throw late') throw new RangeError('after the first byte');
  response.write('second');
  response.end();
});

export const notAsync = streamifyResponse(() => {});
