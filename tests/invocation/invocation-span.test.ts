import { propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { beforeEach, describe, expect, it } from 'vitest';
import { Invocation } from '../../src/invocation/invocation.js';
import type { LambdaContext } from '../../src/invocation/lambda-context.js';
import {
  type InvocationSpanRequest,
  recordFailure,
  recordResult,
  startInvocationSpan,
} from '../../src/invocation/span/invocation-span.js';
import { resolveParent } from '../../src/invocation/trace-context/parent.js';
import { detectTrigger } from '../../src/triggers/trigger.js';
import {
  CARRIED,
  CARRIED_TOO,
  CARRIED_XRAY,
  eventOf,
  invocationOf,
  LAMBDA,
  LAMBDA_HEADER,
  lambdaContext,
} from './fixtures.js';

const exporter = new InMemorySpanExporter();
const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('test');

const start = (
  event: unknown,
  {
    lambda = lambdaContext(),
    coldStart = false,
    ...extra
  }: Partial<InvocationSpanRequest> & {
    lambda?: LambdaContext | undefined;
    coldStart?: boolean;
  } = {},
) =>
  startInvocationSpan({
    tracer,
    invocation: new Invocation({ event, lambdaContext: lambda, coldStart, deadline: undefined }),
    trigger: detectTrigger(event),
    parent: resolveParent({ invocation: invocationOf(event, lambda), xrayExported: true }),
    service: 'shop',
    ...extra,
  });

const ended = (span: ReturnType<typeof start>): ReadableSpan => {
  span.end();
  const [only] = exporter.getFinishedSpans();
  if (only === undefined) throw new Error('No span was exported.');
  return only;
};

beforeEach(() => exporter.reset());

propagation.setGlobalPropagator(new W3CTraceContextPropagator());

describe('startInvocationSpan', () => {
  it('describes the invocation by the FaaS conventions, and to X-Ray by the annotations of Powertools', () => {
    const span = ended(start(eventOf('invoke'), { coldStart: true }));
    expect(span.name).toBe('orders');
    expect(span.kind).toBe(SpanKind.SERVER);
    expect(span.attributes).toEqual({
      'faas.trigger': 'other',
      'faas.coldstart': true,
      'faas.invocation_id': 'd79d6a2f-0d5b-4e5b-9e4f-1f4c5e4d2c11',
      'aws.lambda.invoked_arn': 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
      'cloud.resource_id': 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
      'cloud.account.id': '123456789012',
      ColdStart: true,
      Service: 'shop',
      'aws.xray.annotations': ['ColdStart', 'Service'],
    });
  });

  it.each([
    ['invoke', 'orders', SpanKind.SERVER],
    ['apigateway-rest', 'GET /orders/{id}', SpanKind.SERVER],
    ['function-url', 'orders', SpanKind.SERVER],
    ['sqs', 'orders', SpanKind.CONSUMER],
    ['kinesis', 'orders', SpanKind.CONSUMER],
    ['dynamodb', 'orders', SpanKind.SERVER],
    ['schedule', 'orders', SpanKind.SERVER],
  ])('names and classifies the span of %s', (name, spanName, kind) => {
    expect(ended(start(eventOf(name)))).toMatchObject({ name: spanName, kind });
  });

  it.each([
    ['an alias, by the version it led to', ':live', '7', ':7'],
    ['an alias of the latest version', ':dev', '$LATEST', ':$LATEST'],
    ['a version', ':7', '7', ':7'],
    ['nothing', '', '$LATEST', ''],
  ])('gives the resource that was invoked through %s', (_name, suffix, functionVersion, resource) => {
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:orders';
    const lambda = lambdaContext({ invokedFunctionArn: `${arn}${suffix}`, functionVersion });
    expect(ended(start(eventOf('invoke'), { lambda })).attributes).toMatchObject({
      'aws.lambda.invoked_arn': `${arn}${suffix}`,
      'cloud.resource_id': `${arn}${resource}`,
    });
  });

  it('makes do without a Lambda context', () => {
    const event = eventOf('invoke');
    const span = ended(
      startInvocationSpan({
        tracer,
        invocation: new Invocation({ event, lambdaContext: undefined, coldStart: false, deadline: undefined }),
        trigger: detectTrigger(event),
        parent: { context: ROOT_CONTEXT, links: [], rule: 'new-trace' },
        service: 'shop',
      }),
    );
    expect(span.name).toBe('invocation');
    expect(span.attributes).not.toHaveProperty('faas.invocation_id');
  });

  it.each([undefined, '', 'not-an-arn'])('records no resource of the invalid ARN %o', (invokedFunctionArn) => {
    // A context made by hand in a test, as they are.
    const lambda = { ...lambdaContext(), invokedFunctionArn } as LambdaContext;
    expect(ended(start(eventOf('invoke'), { lambda })).attributes).not.toHaveProperty('cloud.resource_id');
  });

  it('hangs on the parent and carries the links', () => {
    const span = ended(start(eventOf('sqs-batch'), { lambda: lambdaContext({ xRayTraceId: LAMBDA_HEADER }) }));
    expect(span.parentSpanContext).toMatchObject(LAMBDA);
    expect(span.links.map((link) => link.context)).toMatchObject([CARRIED, CARRIED_XRAY, CARRIED_TOO]);
  });

  it('takes a name and attributes of the user', () => {
    const settings = { name: '## index.handler', attributes: { team: 'blue', Service: 'mine' } };
    expect(ended(start(eventOf('apigateway-rest'), { settings }))).toMatchObject({
      name: '## index.handler',
      attributes: settings.attributes,
    });
  });
});

describe('recordResult', () => {
  const resultOf = (name: string, result: unknown): ReadableSpan => {
    const event = eventOf(name);
    const span = start(event);
    recordResult(span, detectTrigger(event), result);
    return ended(span);
  };

  it.each([
    [200, SpanStatusCode.UNSET, undefined],
    [302, SpanStatusCode.UNSET, undefined],
    [404, SpanStatusCode.UNSET, undefined],
    [499, SpanStatusCode.UNSET, undefined],
    [500, SpanStatusCode.ERROR, '500'],
    [503, SpanStatusCode.ERROR, '503'],
  ])('takes the status %i for an error from 500 on only', (statusCode, code, errorType) => {
    const span = resultOf('apigateway-rest', { statusCode, body: '' });
    expect(span.attributes['http.response.status_code']).toBe(statusCode);
    expect(span.attributes['error.type']).toBe(errorType);
    expect(span.status.code).toBe(code);
  });

  it.each([
    ['apigateway-http', { ok: true }, 200],
    ['function-url', 'text', 200],
    ['function-url', undefined, 200],
    ['apigateway-rest', { ok: true }, undefined],
    ['alb', { statusCode: '201' }, 201],
    ['alb', { statusCode: 'created' }, undefined],
    ['apigateway-authorizer', { policyDocument: {} }, undefined],
    ['appsync', { id: '42' }, undefined],
    ['sqs', { statusCode: 500 }, undefined],
  ])('reads from the answer to %s, %o, the status %o', (name, result, statusCode) => {
    expect(resultOf(name, result).attributes['http.response.status_code']).toBe(statusCode);
  });

  it.each(['sqs-batch', 'kinesis-batch', 'dynamodb-batch'])('counts the records of %s that failed', (name) => {
    const span = resultOf(name, { batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'b' }] });
    expect(span.attributes['aws.lambda.batch_item_failures']).toBe(2);
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
    exporter.reset();
    expect(resultOf(name, { batchItemFailures: [] }).attributes['aws.lambda.batch_item_failures']).toBe(0);
    exporter.reset();
    expect(resultOf(name, undefined).attributes).not.toHaveProperty('aws.lambda.batch_item_failures');
  });

  it('takes a result that cannot be read for one without a status', () => {
    const result = {
      get statusCode(): unknown {
        throw new Error('no');
      },
    };
    expect(resultOf('apigateway-rest', result).attributes).not.toHaveProperty('http.response.status_code');
  });
});

describe('recordFailure', () => {
  const failureOf = (error: unknown, options?: { details: boolean }): ReadableSpan => {
    const span = start(eventOf('invoke'));
    recordFailure(span, error, options);
    return ended(span);
  };
  const exceptionOf = (span: ReadableSpan) => span.events.find(({ name }) => name === 'exception')?.attributes;

  it('records the exception, its type and the status', () => {
    const error = new TypeError('boom');
    const span = failureOf(error);
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'boom' });
    expect(span.attributes['error.type']).toBe('TypeError');
    expect(exceptionOf(span)).toEqual({
      'exception.type': 'TypeError',
      'exception.message': 'boom',
      'exception.stacktrace': error.stack,
    });
  });

  it('records the whole chain of causes', () => {
    const root = new RangeError('too far');
    const middle = new Error('no route', { cause: root });
    const stacktrace = exceptionOf(failureOf(new Error('failed', { cause: middle })))?.['exception.stacktrace'];
    expect(String(stacktrace).match(/^(Caused by: )?\w*Error: .*/gm)).toEqual([
      'Error: failed',
      'Caused by: Error: no route',
      'Caused by: RangeError: too far',
    ]);
  });

  it('ends a chain that turns back on itself or does not end', () => {
    const circular = new Error('circular');
    circular.cause = circular;
    expect(exceptionOf(failureOf(circular))?.['exception.stacktrace']).not.toContain('Caused by');
    exporter.reset();
    let endless = new Error('0');
    for (let index = 1; index < 1_000; index += 1) endless = new Error(String(index), { cause: endless });
    const stacktrace = String(exceptionOf(failureOf(endless))?.['exception.stacktrace']);
    expect(stacktrace.match(/Caused by/g)).toHaveLength(9);
  });

  it.each([
    ['text', 'string', 'text'],
    [42, 'number', '42'],
    [undefined, 'undefined', 'undefined'],
    [null, 'object', 'null'],
    [{ message: 'plain' }, 'Object', 'plain'],
    [{ name: 'ServiceError', message: 'down', $fault: 'server' }, 'ServiceError', 'down'],
    [Object.create(null), 'object', 'The message could not be read.'],
  ])('records %o, thrown instead of an error', (thrown, type, message) => {
    const span = failureOf(thrown);
    expect(span.attributes['error.type']).toBe(type);
    expect(exceptionOf(span)).toEqual({ 'exception.type': type, 'exception.message': message });
  });

  it('records a cause that is no error', () => {
    const error = new Error('failed', { cause: 'the disk' });
    expect(exceptionOf(failureOf(error))?.['exception.stacktrace']).toBe(`${error.stack}\nCaused by: string: the disk`);
  });

  it('survives an error whose every property throws', () => {
    const hostile = new Proxy(new Error('x'), {
      get: () => {
        throw new Error('Do not touch.');
      },
    });
    expect(failureOf(hostile).status.code).toBe(SpanStatusCode.ERROR);
  });

  it('keeps the details to itself when told to', () => {
    const span = failureOf(new TypeError('card 4111 1111'), { details: false });
    expect(span.attributes['error.type']).toBe('TypeError');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(span.events).toEqual([]);
  });
});
