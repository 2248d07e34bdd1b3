import { SpanKind } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveParent } from '../../src/invocation/trace-context/parent.js';
import { detectTrigger, type Trigger } from '../../src/triggers/trigger.js';
import { eventOf, invocationOf } from './fixtures.js';

const PROCESSING = { 'messaging.operation.type': 'process', 'messaging.operation.name': 'process' };

describe('detectTrigger', () => {
  it.each<[string, Trigger['source'], Trigger['type'], string | undefined, object]>([
    [
      'apigateway-rest',
      'apigateway-rest',
      'http',
      'GET /orders/{id}',
      {
        'http.request.method': 'GET',
        'http.route': '/orders/{id}',
        'url.path': '/orders/42',
        'url.scheme': 'https',
        'server.address': 'abc123.execute-api.eu-west-1.amazonaws.com',
        'user_agent.original': 'curl/8.5.0',
        'client.address': '203.0.113.7',
        'network.protocol.version': '1.1',
      },
    ],
    [
      'apigateway-http',
      'apigateway-http',
      'http',
      'POST /orders/{id}',
      {
        'http.request.method': 'POST',
        'http.route': '/orders/{id}',
        'url.path': '/orders/42',
        'url.scheme': 'https',
        'server.address': 'abc123.execute-api.eu-west-1.amazonaws.com',
        'user_agent.original': 'curl/8.5.0',
        'client.address': '203.0.113.7',
        'network.protocol.version': '1.1',
      },
    ],
    [
      'function-url',
      'function-url',
      'http',
      undefined,
      {
        'http.request.method': 'POST',
        'url.path': '/orders/42',
        'url.scheme': 'https',
        'server.address': 'abcdefghij.lambda-url.eu-west-1.on.aws',
        'user_agent.original': 'curl/8.5.0',
        'client.address': '203.0.113.7',
        'network.protocol.version': '1.1',
      },
    ],
    ...['alb', 'alb-multi-value'].map((name): [string, 'alb', 'http', undefined, object] => [
      name,
      'alb',
      'http',
      undefined,
      {
        'http.request.method': 'GET',
        'url.path': '/orders',
        'url.scheme': 'http',
        'server.address': 'lb-846800462.eu-west-1.elb.amazonaws.com',
        'server.port': 8080,
        'user_agent.original': 'Mozilla/5.0',
        'client.address': '72.12.164.125',
      },
    ]),
    [
      'vpc-lattice',
      'vpc-lattice',
      'http',
      undefined,
      {
        'http.request.method': 'GET',
        'url.path': '/orders',
        'url.scheme': 'https',
        'server.address': 'orders.vpc-lattice-svcs.eu-west-1.on.aws',
        'user_agent.original': 'curl/7.64.1',
        'client.address': '10.213.229.10',
      },
    ],
    [
      'apigateway-authorizer',
      'apigateway-authorizer',
      'http',
      undefined,
      {
        'http.request.method': 'GET',
        'http.route': '/orders',
        'url.path': '/orders',
        'url.scheme': 'https',
        'client.address': '203.0.113.7',
      },
    ],
    [
      'apigateway-websocket',
      'apigateway-websocket',
      'http',
      undefined,
      {
        'url.scheme': 'https',
        'server.address': 'ws.execute-api.eu-west-1.amazonaws.com',
        'client.address': '203.0.113.7',
      },
    ],
    ['appsync', 'appsync', 'http', undefined, { 'graphql.operation.type': 'query', 'graphql.field.name': 'order' }],
    [
      'sqs',
      'sqs',
      'pubsub',
      undefined,
      {
        ...PROCESSING,
        'messaging.system': 'aws_sqs',
        'messaging.destination.name': 'orders',
        'messaging.batch.message_count': 1,
        'messaging.message.id': '059f36b4-87a3-44ab-83d2-661975830a7d',
      },
    ],
    [
      'sqs-batch',
      'sqs',
      'pubsub',
      undefined,
      {
        ...PROCESSING,
        'messaging.system': 'aws_sqs',
        'messaging.destination.name': 'orders',
        'messaging.batch.message_count': 5,
      },
    ],
    [
      'sns',
      'sns',
      'pubsub',
      undefined,
      {
        ...PROCESSING,
        'messaging.system': 'aws.sns',
        'messaging.destination.name': 'orders-placed',
        'messaging.message.id': '95df01b4-ee98-5cb9-9903-4c221d41eb5e',
        'aws.sns.topic.arn': 'arn:aws:sns:eu-west-1:123456789012:orders-placed',
      },
    ],
    [
      'eventbridge',
      'eventbridge',
      'pubsub',
      undefined,
      {
        ...PROCESSING,
        'messaging.system': 'aws_eventbridge',
        'messaging.message.id': '17793124-05d4-b198-2fde-7ededc63b103',
        'aws.eventbridge.source': 'com.example.orders',
        'aws.eventbridge.detail_type': 'OrderPlaced',
      },
    ],
    ['schedule', 'schedule', 'timer', undefined, { 'faas.time': '2025-10-08T16:53:06Z' }],
    [
      'kinesis-batch',
      'kinesis',
      'pubsub',
      undefined,
      {
        ...PROCESSING,
        'messaging.system': 'aws_kinesis',
        'messaging.destination.name': 'clicks',
        'messaging.destination.partition.id': 'shardId-000000000006',
        'messaging.batch.message_count': 3,
        'aws.kinesis.stream_name': 'clicks',
      },
    ],
    [
      'kafka',
      'kafka',
      'pubsub',
      undefined,
      {
        ...PROCESSING,
        'messaging.system': 'kafka',
        'messaging.destination.name': 'clicks',
        'messaging.batch.message_count': 1,
      },
    ],
    [
      'rabbitmq',
      'amazonmq',
      'pubsub',
      undefined,
      { ...PROCESSING, 'messaging.system': 'rabbitmq', 'messaging.batch.message_count': 1 },
    ],
    ['ses', 'ses', 'pubsub', undefined, { ...PROCESSING, 'messaging.system': 'aws_ses' }],
    [
      'dynamodb',
      'dynamodb',
      'datasource',
      undefined,
      {
        'db.system.name': 'aws.dynamodb',
        'aws.dynamodb.table_names': ['orders'],
        'faas.document.collection': 'orders',
        'faas.document.operation': 'insert',
        'faas.document.time': '2015-04-09T00:00:00.000Z',
      },
    ],
    [
      'dynamodb-batch',
      'dynamodb',
      'datasource',
      undefined,
      {
        'db.system.name': 'aws.dynamodb',
        'aws.dynamodb.table_names': ['orders'],
        'faas.document.collection': 'orders',
        'faas.document.time': '2015-04-09T00:00:00.000Z',
      },
    ],
    [
      's3',
      's3',
      'datasource',
      undefined,
      {
        'aws.s3.bucket': 'invoices',
        'aws.s3.key': '2025/march report, final.pdf',
        'faas.document.collection': 'invoices',
        'faas.document.name': '2025/march report, final.pdf',
        'faas.document.operation': 'insert',
        'faas.document.time': '2025-09-03T19:37:27.192Z',
      },
    ],
    ['firehose', 'firehose', 'datasource', undefined, {}],
    ['cloudwatch-logs', 'cloudwatch-logs', 'datasource', undefined, {}],
    ...['stepfunctions', 'stepfunctions-traceparent'].map(
      (name): [string, 'stepfunctions', 'other', undefined, object] => [
        name,
        'stepfunctions',
        'other',
        undefined,
        {
          'aws.step_functions.state_machine.arn': 'arn:aws:states:eu-west-1:123456789012:stateMachine:checkout',
          'aws.step_functions.execution.arn': 'arn:aws:states:eu-west-1:123456789012:execution:checkout:run-1',
          'aws.step_functions.state.name': 'Charge',
        },
      ],
    ),
    ['invoke', 'other', 'other', undefined, {}],
  ])('describes %s', (name, source, type, spanName, attributes) => {
    const trigger = detectTrigger(eventOf(name));
    expect(trigger).toStrictEqual({
      type,
      source,
      kind: type === 'pubsub' ? SpanKind.CONSUMER : SpanKind.SERVER,
      attributes: { 'faas.trigger': type, ...attributes },
      ...(spanName === undefined ? {} : { spanName }),
    });
  });

  it('reads the bare array of records that EventBridge Pipes sends', () => {
    expect(detectTrigger(eventOf('sqs-batch').Records)).toMatchObject({
      source: 'sqs',
      attributes: { 'messaging.batch.message_count': 5 },
    });
  });

  it('knows an event of CloudFront by its record', () => {
    const event = { Records: [{ cf: { config: { distributionId: 'EXAMPLE' }, request: { uri: '/' } } }] };
    expect(detectTrigger(event)).toMatchObject({ type: 'http', source: 'cloudfront' });
  });

  it.each(['apigateway-rest', 'apigateway-http', 'function-url', 'alb', 'apigateway-authorizer'])(
    'records no query string and no credentials of %s',
    (name) => {
      const recorded = JSON.stringify(detectTrigger(eventOf(name)).attributes);
      expect(recorded).not.toMatch(/s3cret|page|query/);
    },
  );

  it('records an unknown method as such, to keep the values few', () => {
    const event = { ...eventOf('apigateway-rest'), httpMethod: 'brew' };
    expect(detectTrigger(event)).toMatchObject({
      spanName: 'HTTP /orders/{id}',
      attributes: { 'http.request.method': '_OTHER', 'http.request.method_original': 'brew' },
    });
  });

  it.each([
    ['[2001:db8::1]:8443', '[2001:db8::1]', 8443],
    ['example.com', 'example.com', undefined],
    ['localhost:3000', 'localhost', 3000],
    ['::::', undefined, undefined],
  ])('splits the host %s', (host, address, port) => {
    const { attributes } = detectTrigger({ ...eventOf('alb'), headers: { host } });
    expect([attributes['server.address'], attributes['server.port']]).toEqual([address, port]);
  });

  it.each([undefined, null, '', 'text', 0, 1n, true, Symbol('s'), [], {}, () => {}, new Date(), [null], [[]]])(
    'takes %o for an event of another kind',
    (event) => {
      expect(detectTrigger(event)).toStrictEqual({
        type: 'other',
        source: 'other',
        kind: SpanKind.SERVER,
        attributes: { 'faas.trigger': 'other' },
      });
    },
  );
});

describe('whatever the event is', () => {
  const names = fc.constantFrom(
    ...[
      'Records',
      'requestContext',
      'eventSource',
      'EventSource',
      'detail-type',
      'source',
      'headers',
      'Sns',
      's3',
      'cf',
    ],
    ...['multiValueHeaders', 'http', 'elb', 'httpMethod', 'method', 'kinesis', 'data', 'dynamodb', 'NewImage', 'body'],
    ...['Context', 'Execution', 'StateMachine', 'Id', 'eventSourceARN', 'messageAttributes', 'attributes', 'records'],
    ...['traceparent', 'host', 'detail', 'info', 'fieldName', 'eventName', 'ApproximateCreationDateTime', '__proto__'],
    ...['queryStringParameters', 'rmqMessagesByQueue', 'messages', 'bucket', 'object', 'key', 'name', 'routeKey'],
  );
  const texts = fc.constantFrom(
    ...['aws:sqs', 'aws:sns', 'aws:kinesis', 'aws:dynamodb', 'aws:s3', 'aws:kafka', 'aws:rmq', 'Scheduled Event', '%'],
    ...['{"traceparent":1}', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', 'Root=1', 'a:b:c', 'GET /'],
  );
  const { event } = fc.letrec((tie) => ({
    event: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.oneof(texts, fc.string(), fc.double(), fc.constantFrom(undefined, null, true)),
      fc.array(tie('event'), { maxLength: 3 }),
      fc.dictionary(names, tie('event'), { maxKeys: 8 }),
    ),
  }));

  it('no shape makes it throw, and every attribute is one', () => {
    fc.assert(
      fc.property(event, (value) => {
        const { attributes } = detectTrigger(value);
        for (const [name, attribute] of Object.entries(attributes)) {
          expect([name, typeof attribute]).toEqual([name, expect.stringMatching(/^(string|number|boolean|object)$/)]);
          if (typeof attribute === 'object') expect(attribute).toEqual([expect.any(String)]);
        }
        resolveParent({ invocation: invocationOf(value), xrayExported: false });
      }),
      { numRuns: 2_000 },
    );
  });

  it('no object makes it throw that does so at every touch', () => {
    const refuse = (): never => {
      throw new Error('Do not touch.');
    };
    const hostile = new Proxy(
      {},
      { get: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse, getPrototypeOf: refuse },
    );
    fc.assert(
      fc.property(fc.array(names, { maxLength: 4 }), (path) => {
        const value = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), hostile);
        expect(detectTrigger(value).attributes['faas.trigger']).toBeTypeOf('string');
        resolveParent({ invocation: invocationOf(value), xrayExported: true });
      }),
    );
    const revoked = Proxy.revocable([], {});
    revoked.revoke();
    expect(detectTrigger(revoked.proxy).source).toBe('other');
  });
});
