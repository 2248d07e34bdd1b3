import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { currentTraceHeader, parseTraceHeader } from '../../src/invocation/trace-context/trace-header.js';
import { LAMBDA, LAMBDA_HEADER, lambdaContext } from './fixtures.js';

const ROOT = '1-5759e988-bd862e3fe1be46a994272793';
const TRACE_ID = '5759e988bd862e3fe1be46a994272793';
const PARENT = '53995c3f42cd8ad8';

describe('parseTraceHeader', () => {
  it('takes a complete header apart', () => {
    expect(parseTraceHeader(`Root=${ROOT};Parent=${PARENT};Sampled=1;Lineage=1:a87bd80c:0`)).toEqual({
      root: ROOT,
      traceId: TRACE_ID,
      parent: PARENT,
      sampled: true,
      lineage: '1:a87bd80c:0',
      others: new Map(),
    });
  });

  it.each([
    ['Sampled=0', `Root=${ROOT};Parent=${PARENT};Sampled=0`, false],
    ['Sampled=1', `Root=${ROOT};Parent=${PARENT};Sampled=1`, true],
    ['Sampled=?', `Root=${ROOT};Parent=${PARENT};Sampled=?`, undefined],
    ['no Sampled', `Root=${ROOT};Parent=${PARENT}`, undefined],
    ['a Sampled of another value', `Root=${ROOT};Parent=${PARENT};Sampled=true`, undefined],
  ])('reads %s', (_name, header, sampled) => {
    expect(parseTraceHeader(header)).toMatchObject({ traceId: TRACE_ID, parent: PARENT, sampled });
  });

  it.each([
    ['names in any letter case', `ROOT=${ROOT};parent=${PARENT};sAMPLED=1`],
    ['fields in any order', `Sampled=1;Parent=${PARENT};Root=${ROOT}`],
    ['spaces round fields and names', `  Root = ${ROOT} ; Parent = ${PARENT} ; Sampled = 1 `],
    ['empty fields and a last semicolon', `;Root=${ROOT};;Parent=${PARENT};Sampled=1;`],
    ['digits in upper case', `Root=${ROOT.toUpperCase()};Parent=${PARENT.toUpperCase()};Sampled=1`],
    ['fields without a value or a name', `Root=${ROOT};Lineage;X=;=y;Parent=${PARENT};Sampled=1`],
  ])('accepts %s', (_name, header) => {
    expect(parseTraceHeader(header)).toEqual({
      root: ROOT,
      traceId: TRACE_ID,
      parent: PARENT,
      sampled: true,
      others: new Map(),
    });
  });

  it('reads a bare trace id as the root', () => {
    expect(parseTraceHeader(ROOT)).toMatchObject({ root: ROOT, traceId: TRACE_ID, sampled: undefined });
  });

  it.each([
    ['missing', undefined],
    ['empty', '   '],
    ['only a Parent', `Parent=${PARENT}`],
    ['a root of another version', 'Root=2-5759e988-bd862e3fe1be46a994272793'],
    ['a root too short', 'Root=1-5759e988-bd862e3fe1be46a99427279'],
    ['a root without dashes', `Root=${TRACE_ID}`],
    ['a root of zeros, as during init', 'Root=1-00000000-000000000000000000000000;Parent=00000000;Sampled=0'],
    ['text', 'no header at all'],
  ])('finds no trace in a header that is %s', (_name, header) => {
    expect(parseTraceHeader(header)).toBeUndefined();
  });

  it.each(['00000000', '0000000000000000', 'xyz', `${PARENT}00`])('treats the invalid Parent %s as none', (parent) => {
    const header = parseTraceHeader(`Root=${ROOT};Parent=${parent};Sampled=1`);
    expect(header).toMatchObject({ root: ROOT, parent: undefined });
  });

  it("keeps foreign fields as written, within the limit of X-Ray's own SDKs", () => {
    const header = parseTraceHeader(`Self=1-67891233-abcdef;Root=${ROOT};Big=${'x'.repeat(250)};__proto__=1`);
    expect(header?.others).toEqual(new Map([['Self', '1-67891233-abcdef']]));
  });

  it('reads back every header that is written by the rules', () => {
    const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length - 1}}[1-9a-f]$`));
    fc.assert(
      fc.property(hex(8), hex(24), hex(16), fc.constantFrom('0', '1', '?'), (time, random, parent, sampled) => {
        const parsed = parseTraceHeader(`Root=1-${time}-${random};Parent=${parent};Sampled=${sampled}`);
        expect(parsed).toMatchObject({ root: `1-${time}-${random}`, traceId: time + random, parent });
        expect(parsed?.sampled).toBe({ 0: false, 1: true, '?': undefined }[sampled]);
      }),
    );
  });

  it('throws at no string', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseTraceHeader(text)));
  });
});

describe('currentTraceHeader', () => {
  const holder = globalThis as { awslambda?: unknown };
  const useInvokeStore = (header: string | undefined) => {
    holder.awslambda = { InvokeStore: { getXRayTraceId: () => header } };
  };
  const env = { _X_AMZN_TRACE_ID: LAMBDA_HEADER.replace(LAMBDA.spanId, '3333333333333333') };

  afterEach(() => {
    delete holder.awslambda;
  });

  it('prefers what belongs to the one invocation: its context', () => {
    useInvokeStore(LAMBDA_HEADER.replace(LAMBDA.spanId, '2222222222222222'));
    expect(currentTraceHeader(lambdaContext({ xRayTraceId: LAMBDA_HEADER }), env)?.parent).toBe(LAMBDA.spanId);
  });

  it("then asks Lambda's invoke store", () => {
    useInvokeStore(LAMBDA_HEADER.replace(LAMBDA.spanId, '2222222222222222'));
    expect(currentTraceHeader(lambdaContext(), env)?.parent).toBe('2222222222222222');
  });

  it('then reads the environment variable', () => {
    useInvokeStore(undefined);
    expect(currentTraceHeader(lambdaContext(), env)?.parent).toBe('3333333333333333');
    expect(currentTraceHeader(undefined, env)?.parent).toBe('3333333333333333');
  });

  it('finds none outside Lambda', () => {
    expect(currentTraceHeader(undefined, {})).toBeUndefined();
  });

  it('sees the environment variable change from one invocation to the next', () => {
    const changing: NodeJS.ProcessEnv = { _X_AMZN_TRACE_ID: LAMBDA_HEADER };
    expect(currentTraceHeader(undefined, changing)?.parent).toBe(LAMBDA.spanId);
    delete changing._X_AMZN_TRACE_ID;
    expect(currentTraceHeader(undefined, changing)).toBeUndefined();
  });
});
