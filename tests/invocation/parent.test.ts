import {
  context,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AsyncLocalStorageContextManager } from '../../src/invocation/context/context-manager.js';
import { type ParentDecision, type ParentPolicy, resolveParent } from '../../src/invocation/trace-context/parent.js';
import {
  CARRIED,
  CARRIED_TOO,
  CARRIED_XRAY,
  eventOf,
  invocationOf,
  LAMBDA,
  LAMBDA_HEADER,
  LAMBDA_ROOT,
  lambdaContext,
} from './fixtures.js';

interface Situation {
  readonly event?: unknown;
  readonly header?: string | undefined;
  readonly policy?: ParentPolicy;
  readonly xrayExported?: boolean;
  readonly clientContext?: unknown;
}

const resolve = ({ event, header, policy, xrayExported = false, clientContext }: Situation): ParentDecision =>
  resolveParent({
    invocation: invocationOf(event, lambdaContext({ xRayTraceId: header, clientContext })),
    ...(policy === undefined ? {} : { policy }),
    xrayExported,
  });

const parentOf = (decision: ParentDecision): SpanContext | undefined => trace.getSpanContext(decision.context);
const linked = (decision: ParentDecision) =>
  decision.links.map(({ context: { traceId, spanId } }) => ({ traceId, spanId }));

const register = (propagator: TextMapPropagator): void => {
  propagation.disable();
  propagation.setGlobalPropagator(propagator);
};

beforeEach(() => {
  vi.stubEnv('_X_AMZN_TRACE_ID', undefined);
  register(new W3CTraceContextPropagator());
});
afterEach(() => {
  vi.unstubAllEnvs();
  propagation.disable();
});

describe.each([
  [
    'with the W3C propagators',
    () => new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
  ],
  [
    "with the W3C propagators and X-Ray's",
    () =>
      new CompositePropagator({
        propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator(), new AWSXRayPropagator()],
      }),
  ],
])('the context in an event, %s registered', (_name, create) => {
  beforeEach(() => register(create()));

  it.each([
    ['apigateway-rest'],
    ['apigateway-http'],
    ['apigateway-authorizer'],
    ['function-url'],
    ['alb'],
    ['alb-multi-value'],
    ['vpc-lattice'],
    ['appsync'],
    ['sqs'],
    ['sns'],
    ['sns-in-sqs'],
    ['sns-in-sqs-raw'],
    ['eventbridge'],
    ['eventbridge-in-sqs'],
    ['kinesis'],
    ['kafka'],
    ['dynamodb'],
    ['stepfunctions-traceparent'],
  ])('is the parent: %s', (name) => {
    const decision = resolve({ event: eventOf(name) });
    expect(parentOf(decision)).toMatchObject({ ...CARRIED, traceFlags: 1, isRemote: true });
    expect(decision).toMatchObject({ rule: 'event-w3c', links: [] });
  });

  it.each([['sqs-aws-trace-header'], ['stepfunctions'], ['stepfunctions-env-name']])(
    'is the parent when it is an X-Ray header: %s',
    (name) => {
      const decision = resolve({ event: eventOf(name) });
      expect(parentOf(decision)).toMatchObject({ ...CARRIED_XRAY, traceFlags: 1, isRemote: true });
      expect(decision).toMatchObject({ rule: 'event-xray', links: [] });
    },
  );

  it.each([
    ['sqs-batch', [CARRIED, CARRIED_XRAY, CARRIED_TOO]],
    ['kinesis-batch', [CARRIED, CARRIED_TOO]],
    ['dynamodb-batch', [CARRIED, CARRIED_TOO]],
  ])('is a link, once per context, when there are many records: %s', (name, links) => {
    const decision = resolve({ event: eventOf(name) });
    expect(parentOf(decision)).toBeUndefined();
    expect(decision.rule).toBe('new-trace');
    expect(linked(decision)).toEqual(links);
  });

  it.each([['schedule'], ['s3'], ['invoke'], ['ses'], ['firehose'], ['cloudwatch-logs'], ['apigateway-websocket']])(
    'is absent: %s',
    (name) => {
      expect(resolve({ event: eventOf(name) })).toMatchObject({ rule: 'new-trace', links: [] });
    },
  );

  it.each([['custom'], ['Custom']])('comes from the client context of a direct invocation (%s)', (key) => {
    const traceparent = `00-${CARRIED.traceId}-${CARRIED.spanId}-01`;
    const decision = resolve({ event: eventOf('invoke'), clientContext: { [key]: { traceparent } } });
    expect(parentOf(decision)).toMatchObject(CARRIED);
  });

  it('comes from the payload of a direct invocation', () => {
    const traceparent = `00-${CARRIED.traceId}-${CARRIED.spanId}-00`;
    const decision = resolve({ event: { order: 42, traceparent } });
    expect(parentOf(decision)).toMatchObject({ ...CARRIED, traceFlags: 0 });
  });

  it.each(['traceparent', 'Traceparent', 'TRACEPARENT', 'TraceParent'])('is found under the header name %s', (name) => {
    const event = eventOf('apigateway-rest');
    const decision = resolve({
      event: { ...event, headers: { [name]: `00-${CARRIED.traceId}-${CARRIED.spanId}-01` } },
    });
    expect(parentOf(decision)).toMatchObject(CARRIED);
  });

  it('is W3C before X-Ray where both are sent, unless the policy says otherwise', () => {
    const traceHeader = `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=${CARRIED_XRAY.spanId};Sampled=1`;
    const headers = { traceparent: `00-${CARRIED.traceId}-${CARRIED.spanId}-01`, 'X-Amzn-Trace-Id': traceHeader };
    const event = { ...eventOf('apigateway-http'), headers };
    const auto = resolve({ event });
    expect(parentOf(auto)).toMatchObject(CARRIED);
    expect(linked(auto)).toEqual([CARRIED_XRAY]);
    const xray = resolve({ event, policy: 'xray' });
    expect(parentOf(xray)).toMatchObject(CARRIED_XRAY);
    expect(linked(xray)).toEqual([CARRIED]);
  });

  it.each(['_otel', 'headers', 'metadata', 'traceContext'])('is found in the member %s of a payload', (name) => {
    const part = { traceparent: `00-${CARRIED.traceId}-${CARRIED.spanId}-01` };
    expect(parentOf(resolve({ event: { headers: { accept: '*/*' }, [name]: part } }))).toMatchObject(CARRIED);
  });

  it('is found in the message of a notification without attributes', () => {
    const Message = JSON.stringify({ _otel: { traceparent: `00-${CARRIED.traceId}-${CARRIED.spanId}-01` } });
    const event = { Records: [{ EventSource: 'aws:sns', Sns: { Type: 'Notification', Message } }] };
    expect(parentOf(resolve({ event }))).toMatchObject(CARRIED);
  });

  it('keeps the trace state', () => {
    const decision = resolve({ event: eventOf('apigateway-rest') });
    expect(parentOf(decision)?.traceState?.get('vendor')).toBe('value');
  });

  it.each([
    ['another version with more fields', `01-${CARRIED.traceId}-${CARRIED.spanId}-01-more`, CARRIED],
    ['version 00 with more fields', `00-${CARRIED.traceId}-${CARRIED.spanId}-01-more`, undefined],
    ['version ff', `ff-${CARRIED.traceId}-${CARRIED.spanId}-01`, undefined],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${CARRIED.spanId}-01`, undefined],
    ['a span id of zeros', `00-${CARRIED.traceId}-${'0'.repeat(16)}-01`, undefined],
    ['something else', 'hello', undefined],
  ])('is read by the rules of W3C: %s', (_name, traceparent, expected) => {
    const parent = parentOf(resolve({ event: { traceparent } }));
    if (expected === undefined) expect(parent).toBeUndefined();
    else expect(parent).toMatchObject(expected);
  });

  it('is not taken from a header sent twice with different values', () => {
    const values = [CARRIED, CARRIED_TOO].map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`);
    const event = { ...eventOf('alb-multi-value'), multiValueHeaders: { traceparent: values } };
    expect(parentOf(resolve({ event }))).toBeUndefined();
    const repeated = { ...event, multiValueHeaders: { traceparent: [values[0], values[0]] } };
    expect(parentOf(resolve({ event: repeated }))).toMatchObject(CARRIED);
  });
});

describe('which context is the parent', () => {
  const W3C = { event: { traceparent: `00-${CARRIED.traceId}-${CARRIED.spanId}-01` } };
  const W3C_UNSAMPLED = { event: { traceparent: `00-${CARRIED.traceId}-${CARRIED.spanId}-00` } };
  const ONE = { header: LAMBDA_HEADER };
  const ZERO = { header: LAMBDA_HEADER.replace('Sampled=1', 'Sampled=0') };
  const PASS = { header: LAMBDA_ROOT };

  // Situation, policy, X-Ray exported → rule, parent, sampled, links.
  it.each<[string, Situation, string, object | undefined, number | undefined, object[]]>([
    ['to X-Ray: Lambda', { ...ONE, xrayExported: true }, 'lambda', LAMBDA, 1, []],
    ['to X-Ray: Lambda over W3C', { ...ONE, ...W3C, xrayExported: true }, 'lambda', LAMBDA, 1, [CARRIED]],
    ['to X-Ray: Lambda says no', { ...ZERO, xrayExported: true }, 'lambda-not-sampled', LAMBDA, 0, []],
    [
      'to X-Ray: its no counts against W3C',
      { ...ZERO, ...W3C, xrayExported: true },
      'lambda-not-sampled',
      LAMBDA,
      0,
      [CARRIED],
    ],
    ['to X-Ray: PassThrough', { ...PASS, xrayExported: true }, 'lambda-undecided', { traceId: LAMBDA.traceId }, 0, []],
    ['to X-Ray: PassThrough and W3C', { ...PASS, ...W3C, xrayExported: true }, 'event-w3c', CARRIED, 1, []],
    ['to X-Ray: nothing', { xrayExported: true }, 'new-trace', undefined, undefined, []],
    ['to X-Ray: only W3C', { ...W3C, xrayExported: true }, 'event-w3c', CARRIED, 1, []],
    [
      'to X-Ray, w3c: W3C over Lambda',
      { ...ONE, ...W3C, policy: 'w3c', xrayExported: true },
      'event-w3c',
      CARRIED,
      1,
      [LAMBDA],
    ],
    ['to X-Ray, w3c: Lambda for want of W3C', { ...ONE, policy: 'w3c', xrayExported: true }, 'lambda', LAMBDA, 1, []],
    [
      'to X-Ray, xray: Lambda over W3C',
      { ...ONE, ...W3C, policy: 'xray', xrayExported: true },
      'lambda',
      LAMBDA,
      1,
      [CARRIED],
    ],
    ['elsewhere: Lambda is a link', ONE, 'new-trace', undefined, undefined, [LAMBDA]],
    ['elsewhere: W3C, Lambda is a link', { ...ONE, ...W3C }, 'event-w3c', CARRIED, 1, [LAMBDA]],
    ["elsewhere: Lambda's no is no opinion", ZERO, 'new-trace', undefined, undefined, [LAMBDA]],
    ["elsewhere: Lambda's no says nothing of W3C", { ...ZERO, ...W3C }, 'event-w3c', CARRIED, 1, [LAMBDA]],
    ['elsewhere: the sender says no', { ...ONE, ...W3C_UNSAMPLED }, 'event-w3c', CARRIED, 0, [LAMBDA]],
    ['elsewhere: PassThrough', PASS, 'new-trace', undefined, undefined, []],
    ['elsewhere: nothing', {}, 'new-trace', undefined, undefined, []],
    ['elsewhere, xray: Lambda over W3C', { ...ONE, ...W3C, policy: 'xray' }, 'lambda', LAMBDA, 1, [CARRIED]],
    [
      "elsewhere, xray: Lambda's no is no parent",
      { ...ZERO, policy: 'xray' },
      'new-trace',
      undefined,
      undefined,
      [LAMBDA],
    ],
    ['elsewhere, w3c: W3C over Lambda', { ...ONE, ...W3C, policy: 'w3c' }, 'event-w3c', CARRIED, 1, [LAMBDA]],
  ])('%s', (_name, situation, rule, parent, sampled, links) => {
    const decision = resolve(situation);
    expect(decision.rule).toBe(rule);
    if (parent === undefined) expect(parentOf(decision)).toBeUndefined();
    else expect(parentOf(decision)).toMatchObject({ ...parent, traceFlags: sampled });
    expect(linked(decision)).toEqual(links);
  });

  // The table of docs/trace-context.md, row by row: header → rule to X-Ray, links elsewhere.
  it.each<[string, string | undefined, string, object[]]>([
    ['Root, Parent, Sampled=1', LAMBDA_HEADER, 'lambda', [LAMBDA]],
    ['Root, Parent, Sampled=0', ZERO.header, 'lambda-not-sampled', [LAMBDA]],
    ['Root, Parent, Sampled=?', LAMBDA_HEADER.replace('Sampled=1', 'Sampled=?'), 'lambda-undecided', [LAMBDA]],
    ['Root, Parent', LAMBDA_HEADER.replace(';Sampled=1', ''), 'lambda-undecided', [LAMBDA]],
    ['Root, Sampled=1', `${LAMBDA_ROOT};Sampled=1`, 'lambda-undecided', []],
    ['Root', LAMBDA_ROOT, 'lambda-undecided', []],
    ['Root, Lineage', `${LAMBDA_ROOT};Lineage=1:a87bd80c:0`, 'lambda-undecided', []],
    ['all with Lineage', `${LAMBDA_HEADER};Lineage=1:a87bd80c:0`, 'lambda', [LAMBDA]],
    ['Parent only', `Parent=${LAMBDA.spanId};Sampled=1`, 'new-trace', []],
    ['an invalid Root', `Root=1-bad;Parent=${LAMBDA.spanId};Sampled=1`, 'new-trace', []],
    ['empty', '', 'new-trace', []],
    ['missing', undefined, 'new-trace', []],
  ])("knows what to do with Lambda's header: %s", (_name, header, rule, links) => {
    const toXRay = resolve({ header, xrayExported: true });
    expect(toXRay.rule).toBe(rule);
    expect(parentOf(toXRay)?.traceFlags).toBe(rule === 'new-trace' ? undefined : rule === 'lambda' ? 1 : 0);
    const elsewhere = resolve({ header, xrayExported: false });
    expect(elsewhere.rule).toBe('new-trace');
    expect(linked(elsewhere)).toEqual(links);
  });

  it.each(['Sampled=0', 'Sampled=?', ''])('links an X-Ray header in the event whose decision is "%s"', (sampled) => {
    const traceHeader = `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=${CARRIED_XRAY.spanId};${sampled}`;
    const decision = resolve({ event: { traceHeader } });
    expect(decision.rule).toBe('new-trace');
    expect(linked(decision)).toEqual([CARRIED_XRAY]);
  });

  it('keeps the trace id of a header without a Parent, under a span id that is valid', () => {
    const parent = parentOf(resolve({ header: 'Root=1-65a1b2c3-aaaabbbb0000000000000000', xrayExported: true }));
    expect(parent).toMatchObject({ traceId: '65a1b2c3aaaabbbb0000000000000000', traceFlags: 0 });
    expect(parent?.spanId).toMatch(/^0{15}1$/);
  });

  it('does not link a context of the same trace as the parent', () => {
    const event = { traceparent: `00-${LAMBDA.traceId}-${CARRIED.spanId}-01` };
    expect(resolve({ event, header: LAMBDA_HEADER, xrayExported: true }).links).toEqual([]);
  });

  it('hangs a batch on Lambda and links its records when the spans go to X-Ray', () => {
    const decision = resolve({ event: eventOf('sqs-batch'), header: LAMBDA_HEADER, xrayExported: true });
    expect(parentOf(decision)).toMatchObject(LAMBDA);
    expect(linked(decision)).toEqual([CARRIED, CARRIED_XRAY, CARRIED_TOO]);
  });

  it('opens no more records than a span may have links', () => {
    const traceparent = (index: number) => `00-${index.toString(16).padStart(32, '0')}-00f067aa0ba902b7-01`;
    const Records = Array.from({ length: 1_000 }, (_, index) => ({
      eventSource: 'aws:sqs',
      messageAttributes: { traceparent: { stringValue: traceparent(index + 1) } },
    }));
    expect(resolve({ event: { Records } }).links).toHaveLength(128);
  });
});

describe('the context to start the span in', () => {
  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  });
  beforeEach(() =>
    register(new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] })),
  );
  afterAll(() => context.disable());

  it("keeps the event's baggage, also when Lambda's header is the parent", () => {
    const decision = resolve({ event: eventOf('apigateway-rest'), header: LAMBDA_HEADER, xrayExported: true });
    expect(parentOf(decision)).toMatchObject(LAMBDA);
    expect(propagation.getBaggage(decision.context)?.getEntry('tenant')?.value).toBe('blue');
  });

  it('is under the span that is active already, if another instrumentation opened one', () => {
    const active = trace.setSpanContext(ROOT_CONTEXT, { ...CARRIED_TOO, traceFlags: 1 });
    const decision = context.with(active, () => resolve({ event: eventOf('sqs'), header: LAMBDA_HEADER }));
    expect(decision).toMatchObject({ rule: 'active-span', links: [] });
    expect(parentOf(decision)).toMatchObject(CARRIED_TOO);
  });

  it("takes Lambda's own header for no context of the event, whichever propagator says so", () => {
    propagation.disable();
    propagation.setGlobalPropagator({
      extract: (into) => trace.setSpanContext(into, { ...LAMBDA, traceFlags: 1, isRemote: true }),
      inject: () => {},
      fields: () => ['x-amzn-trace-id'],
    });
    const decision = resolve({ event: eventOf('sqs'), header: LAMBDA_HEADER });
    expect(decision.rule).toBe('new-trace');
    expect(linked(decision)).toEqual([LAMBDA]);
  });

  it("falls back on Lambda's header when the event cannot be read", () => {
    const event = {
      get Records(): unknown {
        throw new Error('no');
      },
    };
    expect(resolve({ event, header: LAMBDA_HEADER, xrayExported: true })).toMatchObject({ rule: 'lambda', links: [] });
  });
});
