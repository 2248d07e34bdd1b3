import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { OtlpExporterOptions } from '../../../exporters/otlp/options.js';
import {
  prefersExponential,
  temporalityOf,
  temporalityPreference,
} from '../../../exporters/otlp/settings/metric-preferences.js';
import { readOtlpSettings } from '../../../exporters/otlp/settings/settings.js';

type Variables = Readonly<Record<string, string>>;

/** The settings that variables make; names are without `OTEL_EXPORTER_OTLP_`. */
const settingsOf = (variables: Variables, options: OtlpExporterOptions = {}, signal = 'traces') => {
  const warnings: string[] = [];
  const env = Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [`OTEL_EXPORTER_OTLP_${name}`, value]),
  );
  const settings = readOtlpSettings(signal, options, env, (message) => warnings.push(message));
  return { ...settings, warnings };
};

describe('The endpoint', () => {
  it.each<[string, Variables, string]>([
    ['is the default of the specification', {}, 'http://localhost:4318/v1/traces'],
    ['is the general one, with the path of the signal', { ENDPOINT: 'https://a.b' }, 'https://a.b/v1/traces'],
    ['keeps the path of the general one', { ENDPOINT: 'https://a.b/otlp' }, 'https://a.b/otlp/v1/traces'],
    ['takes a slash at its end', { ENDPOINT: 'https://a.b/otlp/' }, 'https://a.b/otlp/v1/traces'],
    ['keeps a query', { ENDPOINT: 'https://a.b/x?k=1' }, 'https://a.b/x/v1/traces?k=1'],
    ['of the signal is taken as it is', { TRACES_ENDPOINT: 'https://a.b/in' }, 'https://a.b/in'],
    ['of the signal without a path has the root', { TRACES_ENDPOINT: 'https://a.b' }, 'https://a.b/'],
    ['of the signal wins', { ENDPOINT: 'https://c.d', TRACES_ENDPOINT: 'https://a.b/in' }, 'https://a.b/in'],
    ['of another signal is none', { METRICS_ENDPOINT: 'https://a.b/in' }, 'http://localhost:4318/v1/traces'],
    ['that is blank is not set', { TRACES_ENDPOINT: ' ', ENDPOINT: ' https://a.b ' }, 'https://a.b/v1/traces'],
  ])('%s', (_what, variables, expected) => {
    const { url, warnings } = settingsOf(variables);
    expect(url.href).toBe(expected);
    expect(warnings).toEqual([]);
  });

  it.each(['localhost:4318', 'no url', 'ftp://a.b', 'grpc://a.b:4317'])(
    'that is no URL of HTTP is ignored: %s',
    (text) => {
      const { url, warnings } = settingsOf({ TRACES_ENDPOINT: text, ENDPOINT: 'https://a.b' });
      expect(url.href).toBe('https://a.b/v1/traces');
      expect(warnings).toEqual([expect.stringContaining(`"${text}" (OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)`)]);
    },
  );

  it('in code wins over all of them, and has to be one', () => {
    const variables = { TRACES_ENDPOINT: 'https://c.d' };
    expect(settingsOf(variables, { url: 'https://a.b/in' }).url.href).toBe('https://a.b/in');
    expect(() => settingsOf(variables, { url: 'a.b' })).toThrow(/The url "a\.b" of an OTLP exporter is not a URL/);
  });
});

describe('Headers', () => {
  it.each<[string, Variables, Record<string, string>]>([
    ['are none by default', {}, {}],
    ['are a list', { HEADERS: 'api-key=abc, X-Team = shop ,' }, { 'api-key': 'abc', 'x-team': 'shop' }],
    ['have percent escapes', { HEADERS: 'authorization=Basic%20YTpi%3D%2C' }, { authorization: 'Basic YTpi=,' }],
    ['may have equal signs', { HEADERS: 'authorization=Basic YTpi==' }, { authorization: 'Basic YTpi==' }],
    ['with a percent sign that is no escape are as they are', { HEADERS: 'k=100%' }, { k: '100%' }],
    ['of the signal win, the others stay', { HEADERS: 'a=1,b=1', TRACES_HEADERS: 'B=2' }, { a: '1', b: '2' }],
  ])('%s', (_what, variables, expected) => {
    const { headers, warnings } = settingsOf(variables);
    expect(Object.fromEntries(headers)).toEqual(expected);
    expect(warnings).toEqual([]);
  });

  it.each(['secret', '=secret', 'a b=secret', 'k=secret%0d%0aevil:1', 'k=secret☃'])(
    'that cannot be sent are ignored, and not told: %s',
    (text) => {
      const { headers, warnings } = settingsOf({ HEADERS: `a=1,${text}` });
      expect(Object.fromEntries(headers)).toEqual({ a: '1' });
      expect(warnings).toEqual([expect.stringContaining('entry 2 of OTEL_EXPORTER_OTLP_HEADERS')]);
      expect(warnings.join()).not.toContain('secret');
    },
  );

  it('in code win, and have to be headers', () => {
    const { headers } = settingsOf({ HEADERS: 'a=1,b=1' }, { headers: { B: '2' } });
    expect(Object.fromEntries(headers)).toEqual({ a: '1', b: '2' });
    expect(() => settingsOf({}, { headers: { 'a b': '1' } })).toThrow(TypeError);
  });
});

describe('Other variables', () => {
  it.each<[Variables, Partial<ReturnType<typeof settingsOf>>, RegExp[]]>([
    [{}, { protocol: 'http/protobuf', timeoutMillis: 10_000, gzip: false, tls: {} }, []],
    [{ PROTOCOL: 'http/json' }, { protocol: 'http/json' }, []],
    [{ PROTOCOL: 'http/json', TRACES_PROTOCOL: 'HTTP/protobuf' }, { protocol: 'http/protobuf' }, []],
    [
      { PROTOCOL: 'grpc' },
      { protocol: 'http/protobuf' },
      [/"grpc" .*_PROTOCOL\) is not supported.*http\/protobuf is used.*4317/],
    ],
    [{ TRACES_PROTOCOL: 'thrift' }, { protocol: 'http/protobuf' }, [/"thrift" \(OTEL_EXPORTER_OTLP_TRACES_PROTOCOL\)/]],
    [{ TIMEOUT: '2500' }, { timeoutMillis: 2500 }, []],
    [{ TIMEOUT: '2500', TRACES_TIMEOUT: '100' }, { timeoutMillis: 100 }, []],
    [{ TIMEOUT: '10s' }, { timeoutMillis: 10_000 }, [/"10s" \(OTEL_EXPORTER_OTLP_TIMEOUT\)/]],
    [{ TIMEOUT: '-1' }, { timeoutMillis: 10_000 }, [/"-1"/]],
    [{ COMPRESSION: 'gzip' }, { gzip: true }, []],
    [{ COMPRESSION: 'gzip', TRACES_COMPRESSION: 'none' }, { gzip: false }, []],
    [{ COMPRESSION: 'zstd' }, { gzip: false }, [/"zstd" .*gzip and none are/]],
    [
      { CERTIFICATE: '/no/such/file' },
      { tls: {} },
      [/"\/no\/such\/file" \(OTEL_EXPORTER_OTLP_CERTIFICATE\) cannot be read/],
    ],
  ])('%o', (variables, expected, warnings) => {
    const settings = settingsOf(variables);
    expect(settings).toMatchObject(expected);
    expect(settings.warnings).toEqual(warnings.map((warning) => expect.stringMatching(warning)));
  });

  it('name files of certificates', () => {
    const file = fileURLToPath(new URL('certificates/ca.pem', import.meta.url));
    const { tls } = settingsOf({ CERTIFICATE: file, TRACES_CLIENT_CERTIFICATE: file, CLIENT_KEY: file });
    expect(Object.keys(tls)).toEqual(['ca', 'cert', 'key']);
    expect(String(tls.ca)).toContain('BEGIN CERTIFICATE');
  });
});

describe('The temporality', () => {
  const LAMBDA = { AWS_LAMBDA_FUNCTION_NAME: 'orders' };
  const NAME = 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE';

  it.each<[Variables, string, RegExp[]]>([
    [{}, 'cumulative', []],
    [LAMBDA, 'delta', []],
    [{ [NAME]: 'Delta' }, 'delta', []],
    [{ [NAME]: 'lowmemory' }, 'lowmemory', []],
    [{ ...LAMBDA, [NAME]: 'cumulative' }, 'cumulative', [/is wrong in Lambda/]],
    [{ ...LAMBDA, [NAME]: 'sometimes' }, 'delta', [/"sometimes" .*; delta is used/]],
  ])('%o', (env, expected, expectedWarnings) => {
    const warnings: string[] = [];
    expect(temporalityPreference(env, (message) => warnings.push(message))).toBe(expected);
    expect(warnings).toEqual(expectedWarnings.map((warning) => expect.stringMatching(warning)));
  });

  it('is by the table of the specification', () => {
    const types = [
      'COUNTER',
      'OBSERVABLE_COUNTER',
      'HISTOGRAM',
      'GAUGE',
      'UP_DOWN_COUNTER',
      'OBSERVABLE_UP_DOWN_COUNTER',
    ];
    const of = (preference: 'delta' | 'cumulative' | 'lowmemory') =>
      types.map((type) => temporalityOf(preference, type));
    expect(of('cumulative')).toEqual([1, 1, 1, 1, 1, 1]);
    expect(of('delta')).toEqual([0, 0, 0, 0, 1, 1]);
    expect(of('lowmemory')).toEqual([0, 1, 0, 0, 1, 1]);
  });
});

describe('The aggregation of histograms', () => {
  it.each<[string | undefined, boolean, RegExp[]]>([
    [undefined, false, []],
    ['explicit_bucket_histogram', false, []],
    ['BASE2_EXPONENTIAL_BUCKET_HISTOGRAM', true, []],
    ['fine', false, [/"fine"/]],
  ])('%s', (value, expected, expectedWarnings) => {
    const warnings: string[] = [];
    const env = { OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: value };
    expect(prefersExponential(env, (message) => warnings.push(message))).toBe(expected);
    expect(warnings).toEqual(expectedWarnings.map((warning) => expect.stringMatching(warning)));
  });
});
