import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { LAMBDA_PARENT_ID, span, spanId, XRAY_TRACE_ID } from './spans.js';
import { translated } from './translating.js';

const exception = (attributes: Attributes) => ({
  name: 'exception',
  time: [1_795_472_213, 0] as [number, number],
  attributes,
});

const INTERRUPTED = { code: SpanStatusCode.ERROR, message: 'still running' };

describe('Ids and times', () => {
  it('are those of the span, whatever the time in the trace id', () => {
    const traceId = 'FFFFFFFF862E3FE1BE46A994272793aa';
    const document = translated(span({ traceId, id: 'ABCDEF0123456789' }));
    expect(document.trace_id).toBe('1-ffffffff-862e3fe1be46a994272793aa');
    expect(document.id).toBe('abcdef0123456789');
  });

  it('never end before they start, and may take no time', () => {
    const early = translated(span({ startTime: [100, 0], endTime: [99, 0] }));
    expect(early).toMatchObject({ start_time: 100, end_time: 100 });
  });

  it('take the parent from the SDK 1.x too', () => {
    const { parentSpanContext: _, ...rest } = span();
    expect(translated({ ...rest, parentSpanId: spanId(9) }).parent_id).toBe(spanId(9));
  });
});

describe('A span is', () => {
  it.each([
    ['a segment: a root', SpanKind.INTERNAL, undefined, false, { segment: true, namespace: undefined }],
    [
      'a segment without namespace: a root that calls',
      SpanKind.CLIENT,
      undefined,
      false,
      { segment: true, namespace: undefined },
    ],
    ['a segment: a server', SpanKind.SERVER, LAMBDA_PARENT_ID, true, { segment: true, namespace: undefined }],
    [
      'a segment: a consumer of another service’s message',
      SpanKind.CONSUMER,
      LAMBDA_PARENT_ID,
      true,
      { segment: true, namespace: undefined },
    ],
    [
      'a subsegment: a consumer within its service',
      SpanKind.CONSUMER,
      spanId(5),
      false,
      { segment: false, namespace: undefined },
    ],
    ['a subsegment: internal work', SpanKind.INTERNAL, spanId(5), false, { segment: false, namespace: undefined }],
    ['a remote subsegment: a call', SpanKind.CLIENT, spanId(5), false, { segment: false, namespace: 'remote' }],
    ['a subsegment: a message sent', SpanKind.PRODUCER, spanId(5), false, { segment: false, namespace: undefined }],
  ] as const)('%s', (_what, kind, parent, remoteParent, { segment, namespace }) => {
    const document = translated(span({ kind, parent, remoteParent }), { lambda: false });
    expect(document.type).toBe(segment ? undefined : 'subsegment');
    expect(document.namespace).toBe(namespace);
    expect(document.parent_id).toBe(parent);
  });

  it.each([SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER])(
    'a subsegment in Lambda, of kind %i',
    (kind) => {
      expect(translated(span({ kind }))).toMatchObject({ type: 'subsegment', parent_id: LAMBDA_PARENT_ID });
    },
  );
});

describe('The name', () => {
  it.each([
    ['GET /orders/:order_id', 'GET /orders/:order_id'],
    ['GET /orders/{id}', 'GET /orders/:id'],
    ['GET /{proxy+}', 'GET /:proxy+'],
    ['GET /orders/{order-id}/items/{item.id}', 'GET /orders/:order-id/items/:item.id'],
    ['GET /orders/<int:id>/<name>', 'GET /orders/:id/:name'],
    ['GET /files/*', 'GET /files/:any'],
    ['GET /a/**/b', 'GET /a/:any/b'],
    ['GET /files/{name}.{ext}', 'GET /files/:name.:ext'],
    ['a * b {c}', 'a  b c'],
  ])('of a route keeps its parameters: %s', (name, legal) => {
    expect(translated(span({ name })).name).toBe(legal);
  });

  it('of a database that has only a number is the system', () => {
    const attributes = { 'db.system.name': 'redis', 'db.namespace': '0', 'server.address': 'cache.example.com' };
    expect(translated(span({ kind: SpanKind.CLIENT, attributes })).name).toBe('redis@cache.example.com');
  });

  const nameOf = (kind: SpanKind, attributes: Attributes): string =>
    translated(span({ kind, attributes, name: 'span name' })).name;

  // Each line wins over all that follow it.
  const precedence: Attributes[] = [
    { 'aws.remote.service': 'remote-service' },
    { 'service.peer.name': 'peer' },
    { 'peer.service': 'peer-by-old-name' },
    { 'db.namespace': 'database' },
    { 'rpc.service': 'rpc' },
    { 'http.host': 'foo.com:8080' },
    { 'net.peer.name': 'bar.com' },
    { 'server.address': 'server.com' },
    { 'messaging.destination.name': 'topic' },
  ];
  const names = [
    'remote-service',
    'peer',
    'peer-by-old-name',
    'database@bar.com',
    'rpc',
    'foo.com',
    'bar.com',
    'server.com',
    'topic',
  ];

  it.each(names.map((name, index) => [name, Object.assign({}, ...precedence.slice(index))]))(
    'of a call is %s before what follows it in the list',
    (name, attributes) => {
      expect(nameOf(SpanKind.CLIENT, attributes)).toBe(name);
    },
  );

  it('of an AWS call is the service, not the table, and loses its prefix', () => {
    const call = { 'rpc.system': 'aws-api', 'rpc.service': 'DynamoDB', 'db.name': 'orders', 'server.address': 'x.com' };
    expect(nameOf(SpanKind.CLIENT, call)).toBe('DynamoDB');
    expect(nameOf(SpanKind.CLIENT, { ...call, 'aws.remote.service': 'AWS::DynamoDB' })).toBe('DynamoDB');
    expect(nameOf(SpanKind.CLIENT, { 'aws.remote.service': 'AWS::Other' })).toBe('AWS::Other');
  });

  it('of other work is the span’s own', () => {
    expect(nameOf(SpanKind.INTERNAL, { 'http.host': 'foo.com', 'db.name': 'orders' })).toBe('span name');
  });

  it.each([
    ['<subDomain>.example.com,1413', 'subDomain.example.com1413'],
    ['## index.handler', '## index.handler'],
    ['Grüße 世界 /a:b%&#=+-@', 'Grüße 世界 /a:b%&#=+-@'],
    ['a\tb\\c🙂', 'abc'],
    ['<>', 'span'],
    ['', 'span'],
    ['é'.repeat(300), 'é'.repeat(200)],
    ['𠀀'.repeat(300), '𠀀'.repeat(200)],
  ])('%j becomes legal', (name, legal) => {
    expect(translated(span({ name })).name).toBe(legal);
  });

  it('of the span is kept where the document has another', () => {
    expect(translated(span({ name: '<>' })).metadata).toEqual({ default: { 'otel.span.name': '<>' } });
  });
});

describe('Errors', () => {
  it.each([
    ['404 with an unset status', 404, SpanStatusCode.UNSET, { error: true }],
    ['404 with a failed status', 404, SpanStatusCode.ERROR, { error: true }],
    ['429', 429, SpanStatusCode.UNSET, { error: true, throttle: true }],
    ['500', 500, SpanStatusCode.OK, { fault: true }],
    ['200 with a failed status', 200, SpanStatusCode.ERROR, { fault: true }],
    ['no HTTP status and a failed status', undefined, SpanStatusCode.ERROR, { fault: true }],
    ['no HTTP status and no failure', undefined, SpanStatusCode.OK, {}],
  ])('of %s', (_what, status, code, flags) => {
    const attributes: Attributes = status === undefined ? {} : { 'http.response.status_code': status };
    const { error, fault, throttle } = translated(span({ attributes, status: { code } }));
    expect({ error, fault, throttle }).toEqual({ error: undefined, fault: undefined, throttle: undefined, ...flags });
  });

  it('list every exception in order, with its own id, its stack and whether it is another’s', () => {
    const { cause, fault } = translated(
      span({
        kind: SpanKind.CLIENT,
        events: [
          exception({
            'exception.type': 'TypeError',
            'exception.message': 'a',
            'exception.stacktrace': 'TypeError: a\n    at f (file:///var/task/index.mjs:3:9)',
          }),
          exception({ 'exception.message': 'thrown text' }),
        ],
      }),
    );
    expect(fault).toBeUndefined();
    expect(cause?.exceptions).toEqual([
      {
        id: '0000000000000002',
        type: 'TypeError',
        message: 'a',
        remote: true,
        stack: [{ path: '/var/task/index.mjs', line: 3, label: 'f' }],
      },
      { id: '0000000000000003', type: 'Error', message: 'thrown text', remote: true },
    ]);
  });

  it('chain the errors that caused an error', () => {
    const stack = 'Error: outer\n    at f (a.js:1:1)\nCaused by: TypeError: inner\n    at g (b.js:2:2)';
    const { cause } = translated(
      span({
        events: [exception({ 'exception.type': 'Error', 'exception.message': 'outer', 'exception.stacktrace': stack })],
      }),
    );
    expect(cause?.exceptions).toMatchObject([
      { type: 'Error', message: 'outer', cause: '0000000000000003', stack: [{ path: 'a.js', line: 1, label: 'f' }] },
      { id: '0000000000000003', type: 'TypeError', message: 'inner', stack: [{ path: 'b.js', line: 2, label: 'g' }] },
    ]);
  });

  it.each([
    ['an interrupted span', { status: INTERRUPTED, attributes: { 'error.type': 'timeout' } }, ['timeout']],
    ['a failed status alone', { status: INTERRUPTED }, ['Error']],
    ['a thrown text', { events: [exception({ 'exception.message': 'text' })] }, ['Error']],
    [
      'a thrown text that the span has a word for',
      { events: [exception({ 'exception.message': 'text' })], attributes: { 'error.type': 'string' } },
      ['string'],
    ],
    [
      'a cause that is only a message',
      { events: [exception({ 'exception.type': 'A', 'exception.stacktrace': 'A: a\nCaused by: just text' })] },
      ['A', 'Error'],
    ],
  ])('always have a type: %s', (_what, changes, types) => {
    expect(translated(span(changes)).cause?.exceptions?.map(({ type }) => type)).toEqual(types);
  });

  it('have the message of the status where there is no exception, and no cause where there is neither', () => {
    const code = SpanStatusCode.ERROR;
    expect(translated(span({ status: { code, message: 'it broke' } })).cause?.exceptions).toMatchObject([
      { message: 'it broke' },
    ]);
    expect(
      translated(span({ status: { code }, attributes: { 'http.status_text': 'Bad' } })).cause?.exceptions,
    ).toMatchObject([{ message: 'Bad' }]);
    expect(translated(span({ status: { code } })).cause).toBeUndefined();
  });

  it('say how many frames and exceptions were left out', () => {
    const stack = `Error\n${Array.from({ length: 70 }, (_, line) => `    at f (a.js:${line}:1)`).join('\n')}`;
    const events = Array.from({ length: 60 }, () =>
      exception({ 'exception.type': 'Error', 'exception.stacktrace': stack }),
    );
    const exceptions = translated(span({ events }), { stackFrameLimit: 3 }).cause?.exceptions ?? [];
    expect(exceptions).toHaveLength(50);
    expect(exceptions[0]).toMatchObject({ truncated: 67 });
    expect(exceptions[0]?.stack).toHaveLength(3);
    expect(exceptions.at(-1)?.skipped).toBe(10);
    expect(new Set(exceptions.map(({ id }) => id)).size).toBe(50);
  });
});

describe('Annotations and metadata', () => {
  it('index nothing by default', () => {
    const document = translated(span({ attributes: { plain: 'text', list: ['a', 'b'], 'http.route': '/a' } }));
    expect(document.annotations).toBeUndefined();
    expect(document.metadata).toEqual({ default: { plain: 'text', list: ['a', 'b'], 'http.route': '/a' } });
  });

  it('index what the options name, what has a place of its own too, and lists not', () => {
    const attributes = { 'http.request.method': 'GET', plain: 1, list: ['a'], other: true };
    const document = translated(span({ attributes }), { indexed: new Set(['http.request.method', 'plain', 'list']) });
    expect(document.annotations).toEqual({ 'http.request.method': 'GET', plain: 1 });
    expect(document.http).toEqual({ request: { method: 'GET' } });
    expect(document.metadata).toEqual({ default: { list: ['a'], other: true } });
  });

  it('index what the span itself lists, as the Tracer does', () => {
    const attributes = {
      'aws.xray.annotations': ['ColdStart', 'Service', 'paymentId', 'unknown'],
      ColdStart: true,
      Service: 'payments',
      paymentId: 7,
      rest: 'x',
    };
    const document = translated(span({ attributes }));
    expect(document.annotations).toEqual({ ColdStart: true, Service: 'payments', paymentId: 7 });
    expect(document.metadata).toEqual({ default: { rest: 'x' } });
  });

  it('put JSON under a namespace, and what is no JSON object under its own key', () => {
    const attributes = {
      'aws.xray.metadata.payments': '{"## index.handler response":{"ok":[1,2]},"__proto__":"data"}',
      'aws.xray.metadata.DEFAULT': '{"a":1}',
      'aws.xray.metadata.broken': '{"a":',
      'AWS.key': 1,
    };
    const { metadata } = translated(span({ attributes }));
    expect(JSON.parse(JSON.stringify(metadata))).toEqual({
      payments: JSON.parse('{"## index.handler response":{"ok":[1,2]},"__proto__":"data"}'),
      default: { a: 1, 'aws.xray.metadata.broken': '{"a":', AWS_key: 1 },
    });
  });

  it('make keys legal and lose neither of two that become the same', () => {
    const document = translated(span({ attributes: { 'attr1@1': 'a', 'attr1#1': 'b', 'a.b': 'c' } }), {
      indexAll: true,
    });
    expect(document.annotations).toEqual({ attr1_1: 'a', 'a.b': 'c' });
    expect(document.metadata).toEqual({ default: { 'attr1#1': 'b' } });
  });

  it('index 50 and no more, those that the span lists first, and keep the rest', () => {
    const numbered = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`k${index}`, index]));
    const document = translated(span({ attributes: { ...numbered, 'aws.xray.annotations': ['k59'] } }), {
      indexAll: true,
    });
    expect(Object.keys(document.annotations ?? {})).toEqual([
      'k59',
      ...Array.from({ length: 49 }, (_, index) => `k${index}`),
    ]);
    expect(Object.keys(document.metadata?.default ?? {})).toHaveLength(10);
  });

  it('index the beginning of a long text and keep the whole', () => {
    const long = `${'x'.repeat(999)}🙂 and more`;
    const document = translated(span({ attributes: { long } }), { indexAll: true });
    expect(document.annotations).toEqual({ long: 'x'.repeat(999) });
    expect(document.metadata).toEqual({ default: { long } });
  });

  it('keep what JSON lacks as text', () => {
    const cyclic: Record<string, unknown> = { name: 'c' };
    cyclic.self = cyclic;
    const odd = {
      big: 1n,
      nan: Number.NaN,
      date: new Date(0),
      bytes: new Uint8Array([1]),
      cyclic,
      map: new Map([['k', 2n]]),
      fn: () => 1,
    };
    // The types forbid it; JavaScript does it.
    const attributes: Attributes = {};
    Object.assign(attributes, odd);
    const { metadata } = translated(span({ attributes }));
    expect(metadata?.default).toEqual({
      big: '1',
      nan: 'NaN',
      date: '1970-01-01T00:00:00.000Z',
      bytes: 'AQ==',
      cyclic: { name: 'c', self: '[Circular]' },
      map: { k: '2' },
      fn: '[Function]',
    });
  });

  it('hold the resource, on the first span of a service only', () => {
    const resource = { 'service.name': 's', 'deployment.environment.name': 'prod' };
    const indexed = new Set(['otel.resource.service.name']);
    const root = translated(span({ resource }), { indexed });
    expect(root.annotations).toEqual({ 'otel.resource.service.name': 's' });
    expect(root.metadata).toEqual({ default: { 'otel.resource.deployment.environment.name': 'prod' } });
    expect(translated(span({ resource, parent: spanId(5) }), { indexed })).not.toHaveProperty('metadata');
  });

  it('hold what an exception has beside its type, message and stack', () => {
    const events = [exception({ 'exception.type': 'E', 'retry.count': 2 })];
    expect(translated(span({ events })).metadata).toEqual({
      default: { 'otel.events': [{ name: 'exception', time: 1_795_472_213, attributes: { 'retry.count': 2 } }] },
    });
  });

  it('hold the events that are no exceptions', () => {
    const events = [{ name: 'cache miss', time: [2, 500_000_000] as [number, number], attributes: { key: 'a' } }];
    expect(translated(span({ events })).metadata).toEqual({
      default: { 'otel.events': [{ name: 'cache miss', time: 2.5, attributes: { key: 'a' } }] },
    });
  });
});

it('Links keep their trace, their span and their attributes', () => {
  const context = { traceId: '5759e988bd862e3fe1be46a994272793', spanId: spanId(77), traceFlags: 1 };
  const { links } = translated(span({ links: [{ context }, { context, attributes: { why: 'batch' } }] }));
  expect(links).toEqual([
    { trace_id: XRAY_TRACE_ID, id: spanId(77) },
    { trace_id: XRAY_TRACE_ID, id: spanId(77), attributes: { why: 'batch' } },
  ]);
});

it('The user is a member of a segment, and metadata of a subsegment', () => {
  const attributes = { 'enduser.id': 'u1' };
  const segment = translated(span({ attributes, kind: SpanKind.SERVER }), { lambda: false });
  expect(segment.user).toBe('u1');
  expect(segment.metadata).toBeUndefined();
  expect(translated(span({ attributes })).metadata).toEqual({ default: { 'enduser.id': 'u1' } });
});

it('The function is a resource of the span of its invocation', () => {
  const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:orders';
  const { aws, namespace, metadata } = translated(
    span({ kind: SpanKind.SERVER, attributes: { 'aws.lambda.invoked_arn': arn, 'faas.invocation_id': 'i-1' } }),
  );
  expect({ aws, namespace }).toEqual({ aws: { resource_names: [arn] }, namespace: undefined });
  expect(metadata).toEqual({ default: { 'faas.invocation_id': 'i-1' } });
});

it('The query of an outgoing request is kept when asked for', () => {
  const attributes = { 'url.full': 'https://api.example.com/a?b=c', 'http.request.method': 'GET' };
  const document = translated(span({ kind: SpanKind.CLIENT, attributes }), { clientQuery: true });
  expect(document.http?.request?.url).toBe('https://api.example.com/a?b=c');
});

it('A span that still runs is announced without an end, by itself, for the document of its end to replace', () => {
  const document = translated({ ...span(), ended: false });
  expect(document).toMatchObject({ in_progress: true });
  expect(document).not.toHaveProperty('end_time');
});
