const { streamifyResponse, HttpResponseStream } = globalThis.awslambda;

const actions = {
  body: async (stream) => {
    const response = HttpResponseStream.from(stream, { statusCode: 201, headers: { 'x-kept': 'yes' } });
    response.write('body');
    response.end();
  },
  'no body': async (stream) => {
    HttpResponseStream.from(stream, { statusCode: 204 }).end();
  },
  'redirect without body': async (stream) => {
    HttpResponseStream.from(stream, { statusCode: 302, headers: { location: '/elsewhere' } }).end();
  },
  object: async (stream) => {
    stream.setContentType('application/json');
    stream.write({ written: true });
    stream.end();
  },
  'late type': async (stream) => {
    stream.write('first');
    stream.setContentType('text/html');
  },
  'throw first': async () => {
    throw new RangeError('before the first byte');
  },
  'throw late': async (stream) => {
    stream.write('first');
    await new Promise((resolve) => setTimeout(resolve, 50));
    throw new RangeError('after the first byte');
  },
  'throw after the end': async (stream) => {
    stream.end('whole');
    throw new RangeError('too late to matter');
  },
  'never ended': async (stream) => {
    stream.write('first');
  },
  'a result': async (stream) => {
    stream.end('written');
    return 'ignored';
  },
};

export const handler = streamifyResponse(async (event, stream) =>
  actions[event.do ?? JSON.parse(event.body).do](stream),
);

export const notAsync = streamifyResponse((_event, stream) => {
  stream.end('done');
});

export const notAsyncNorEnded = streamifyResponse(() => {});
