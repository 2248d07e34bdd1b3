import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { AppConfigProvider } from 'otel-powertools/parameters/appconfig/light';
import { BaseProvider } from 'otel-powertools/parameters/base';
import { SecretsProvider } from 'otel-powertools/parameters/secrets/light';
import { SSMProvider } from 'otel-powertools/parameters/ssm/light';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AsyncLocalStorageContextManager } from '../../src/invocation/context/context-manager.js';
import { AwsError, type AwsServer, KEY, REGION, startAws } from './aws-server.js';

const SECRET = 'hunter2';
const exported = new InMemorySpanExporter();
let aws: AwsServer;

beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.close());
beforeEach(() => {
  aws.reset();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exported)] }));
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  exported.reset();
  trace.disable();
  context.disable();
  vi.useRealTimers();
});

const clientConfig = () => ({ region: REGION, endpoint: aws.endpoint, credentials: KEY });
/** Without the requests, which are their children. */
const ownSpans = () => exported.getFinishedSpans().filter(({ kind }) => kind !== SpanKind.CLIENT);
const requests = () => exported.getFinishedSpans().filter(({ kind }) => kind === SpanKind.CLIENT);
const spans = (): Readonly<Record<string, unknown>>[] =>
  ownSpans().map(({ name, attributes }) => ({ name, ...attributes }));

describe('a parameter in the trace', () => {
  it('is a span when it is fetched, with the reason, and none when it is not', async () => {
    aws.parameters.set('/a', { value: SECRET });
    const provider = new SSMProvider({ clientConfig: clientConfig() });
    const options = { maxAge: 1, staleWhileRevalidate: 10 };
    await provider.get('/a', options);
    await provider.get('/a', options);
    await provider.get('/a', { ...options, forceFetch: true });
    vi.setSystemTime(Date.now() + 5000);
    await provider.get('/a', options);
    await vi.waitFor(() => expect(ownSpans()).toHaveLength(3));
    vi.setSystemTime(Date.now() + 20_000);
    await provider.get('/a', options);
    const span = { name: 'parameters.get', 'parameters.store': 'ssm', 'parameters.name': '/a' };
    expect(spans()).toEqual(
      ['miss', 'forced', 'stale', 'expired'].map((outcome) => ({ ...span, 'parameters.cache': outcome })),
    );
  });

  it('is one span for all who wait for it, below the first of them', async () => {
    aws.parameters.set('/a', { value: SECRET });
    const provider = new SSMProvider({ clientConfig: clientConfig() });
    await trace.getTracer('test').startActiveSpan('handler', async (span) => {
      await Promise.all([provider.get('/a'), provider.get('/a')]);
      span.end();
    });
    const [fetched, handler] = ownSpans();
    expect(ownSpans()).toHaveLength(2);
    expect(requests()).toHaveLength(1);
    expect(fetched?.parentSpanContext?.spanId).toBe(handler?.spanContext().spanId);
  });

  it('is a span for a path, for ten names, and for what is written', async () => {
    for (let index = 0; index < 12; index++) aws.parameters.set(`/p/${index}`, { value: SECRET });
    const provider = new SSMProvider({ clientConfig: clientConfig() });
    await provider.getMultiple('/p');
    await provider.getParametersByName(
      Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`/p/${index}`, {}])),
    );
    await provider.set('/p/new', { value: SECRET });
    const names = Array.from({ length: 12 }, (_, index) => `/p/${index}`);
    const store = { 'parameters.store': 'ssm' };
    expect(spans()).toEqual([
      { name: 'parameters.getMultiple', ...store, 'parameters.name': '/p', 'parameters.cache': 'miss' },
      ...[names.slice(0, 10), names.slice(10)].map((some) => ({
        name: 'parameters.getParametersByName',
        ...store,
        'parameters.names': some,
        'parameters.cache': 'miss',
      })),
      { name: 'parameters.set', ...store, 'parameters.name': '/p/new' },
    ]);
  });

  it('says which store', async () => {
    aws.secrets.set('s', SECRET);
    aws.configurations.set('app/env/c', SECRET);
    await new SecretsProvider({ clientConfig: clientConfig() }).get('s');
    await new AppConfigProvider({ application: 'app', environment: 'env', clientConfig: clientConfig() }).get('c');
    class Mine extends BaseProvider {
      protected override async _get(): Promise<unknown> {
        return SECRET;
      }
      protected override async _getMultiple(): Promise<undefined> {}
    }
    await new Mine().get('m');
    expect(spans().map((span) => [span['parameters.store'], span['parameters.name']])).toEqual([
      ['secretsmanager', 's'],
      ['appconfig', 'c'],
      ['Mine', 'm'],
    ]);
  });

  it('is fetched by calls of AWS, named as such', async () => {
    aws.parameters.set('/a', { value: SECRET });
    aws.secrets.set('s', SECRET);
    aws.configurations.set('app/env/c', SECRET);
    await new SSMProvider({ clientConfig: clientConfig() }).get('/a');
    await new SecretsProvider({ clientConfig: clientConfig() }).get('s');
    await new AppConfigProvider({ application: 'app', environment: 'env', clientConfig: clientConfig() }).get('c');
    const parents = ownSpans().map((span) => span.spanContext().spanId);
    const [parameter, secret, session, configuration] = requests();
    expect(
      requests().map(({ name, attributes }) => [name, attributes['rpc.service'], attributes['rpc.method']]),
    ).toEqual([
      ['SSM.GetParameter', 'SSM', 'GetParameter'],
      ['Secrets Manager.GetSecretValue', 'Secrets Manager', 'GetSecretValue'],
      ['AppConfigData.StartConfigurationSession', 'AppConfigData', 'StartConfigurationSession'],
      ['AppConfigData.GetLatestConfiguration', 'AppConfigData', 'GetLatestConfiguration'],
    ]);
    expect([parameter, secret, session, configuration].map((span) => span?.parentSpanContext?.spanId)).toEqual([
      parents[0],
      parents[1],
      parents[2],
      parents[2],
    ]);
    expect(parameter?.attributes).toMatchObject({
      'rpc.system': 'aws-api',
      'cloud.region': REGION,
      'http.response.status_code': 200,
    });
  });

  it('has the kind of its failure, and nothing of the value', async () => {
    aws.parameters.set('/a', { value: SECRET });
    const provider = new SSMProvider({ clientConfig: { ...clientConfig(), maxAttempts: 1 } });
    await provider.get('/a', { transform: 'json' }).catch(() => {});
    aws.refuseWhere(() => new AwsError('AccessDeniedException', SECRET));
    await provider.get('/b').catch(() => {});
    await provider.set('/a', { value: SECRET }).catch(() => {});
    const failed = ownSpans().map(({ status, attributes }) => [status, attributes['error.type']]);
    const types = ['TransformParameterError', 'AccessDeniedException', 'AccessDeniedException'];
    expect(failed).toEqual(types.map((type) => [{ code: SpanStatusCode.ERROR, message: type }, type]));
    const everything = exported
      .getFinishedSpans()
      .map(({ name, attributes, events, status }) => [name, attributes, events, status]);
    expect(JSON.stringify(everything)).not.toContain(SECRET);
  });
});
