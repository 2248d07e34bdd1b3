import * as theirs from '@aws-lambda-powertools/commons';
import * as theirTypeUtils from '@aws-lambda-powertools/commons/typeutils';
import { fromBase64 as theirFromBase64 } from '@aws-lambda-powertools/commons/utils/base64';
import { deepMerge as theirDeepMerge } from '@aws-lambda-powertools/commons/utils/deep-merge';
import * as theirEnv from '@aws-lambda-powertools/commons/utils/env';
import { LRUCache as TheirCache } from '@aws-lambda-powertools/commons/utils/lru-cache';
import { unmarshallDynamoDB as theirUnmarshall } from '@aws-lambda-powertools/commons/utils/unmarshallDynamoDB';
import fc from 'fast-check';
import * as ours from 'otel-powertools/commons';
import * as ourTypeUtils from 'otel-powertools/commons/typeutils';
import { fromBase64 } from 'otel-powertools/commons/utils/base64';
import { deepMerge } from 'otel-powertools/commons/utils/deep-merge';
import * as ourEnv from 'otel-powertools/commons/utils/env';
import { LRUCache } from 'otel-powertools/commons/utils/lru-cache';
import * as ourMetadata from 'otel-powertools/commons/utils/metadata';
import { unmarshallDynamoDB } from 'otel-powertools/commons/utils/unmarshallDynamoDB';
import { afterEach, describe, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** What a call came to: its result, or the kind of its error. */
function outcomeOf(call: () => unknown): unknown {
  try {
    return { result: call() };
  } catch (error) {
    return { threw: error instanceof TypeError ? 'TypeError' : 'Error', message: (error as Error).message };
  }
}

describe('the names', () => {
  it.each([
    ['commons', ours, theirs],
    ['commons/typeutils', ourTypeUtils, theirTypeUtils],
    ['commons/utils/env', ourEnv, theirEnv],
  ])('of %s are those of Powertools', (_, our, their) => {
    expect(Object.keys(our).sort()).toEqual(Object.keys(their).sort());
  });

  it('of commons/utils/metadata are those of Powertools', () => {
    expect(Object.keys(ourMetadata).sort()).toEqual(['clearMetadataCache', 'getMetadata']);
  });
});

describe('the type utilities', () => {
  const values: readonly unknown[] = [
    undefined,
    null,
    true,
    false,
    0,
    1,
    -0,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1n,
    '',
    ' ',
    'text',
    [],
    [0],
    {},
    { a: 1 },
    Object.create(null),
    new Map(),
    new Set([1]),
    new Date(0),
    /x/,
    new Error('e'),
    Symbol.iterator,
    () => 1,
    new (class Order {
      id = 1;
    })(),
    new Proxy({}, {}),
    Promise.resolve(),
    new Uint8Array(2),
  ];
  const [our, their] = [{ ...ourTypeUtils }, { ...theirTypeUtils }];
  const guards = Object.keys(their).filter((name) => name !== 'isStrictEqual') as Exclude<
    keyof typeof theirTypeUtils,
    'isStrictEqual'
  >[];

  it.each(guards)('%s says what Powertools says, of everything', (name) => {
    expect(values.map((value) => our[name](value))).toEqual(values.map((value) => their[name](value)));
  });

  it('isStrictEqual says what Powertools says, of all pairs', () => {
    const pairs = values.flatMap((left) => values.map((right): [unknown, unknown] => [left, right]));
    expect(pairs.map(([left, right]) => ourTypeUtils.isStrictEqual(left, right))).toEqual(
      pairs.map(([left, right]) => theirTypeUtils.isStrictEqual(left, right)),
    );
  });

  it('isStrictEqual holds of a value and its copy, and agrees on any two', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        expect(ourTypeUtils.isStrictEqual(left, structuredClone(left))).toBe(
          theirTypeUtils.isStrictEqual(left, structuredClone(left)),
        );
        expect(ourTypeUtils.isStrictEqual(left, right)).toBe(theirTypeUtils.isStrictEqual(left, right));
      }),
    );
  });
});

describe('deepMerge', () => {
  const object = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue(), { noNullPrototype: true });

  it('makes what Powertools makes of it', () => {
    fc.assert(
      fc.property(object, object, object, (target, first, second) => {
        const copies = structuredClone([target, first, second] as const);
        expect(deepMerge(target, first, undefined, second)).toEqual(
          theirDeepMerge(copies[0], copies[1], null, copies[2]),
        );
      }),
    );
  });

  it('leaves out what leads back to itself, and what would reach a prototype', () => {
    const source: Record<string, unknown> = JSON.parse(
      '{"a":{"b":1},"__proto__":{"polluted":true},"list":[1,{"c":2}]}',
    );
    source.self = source;
    source.list = [source, 3];
    const merged = deepMerge({ list: [{ kept: true }] }, source);
    expect(merged).toEqual({ a: { b: 1 }, list: [{ kept: true }, 3] });
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect({}).not.toHaveProperty('polluted');
  });

  it('keeps instances by reference, and merges what is shared in both places', () => {
    const date = new Date(0);
    const shared = { x: 1 };
    const merged: Record<string, unknown> = deepMerge({}, { date, left: shared, right: shared });
    expect(merged.date).toBe(date);
    expect(merged).toEqual({ date, left: { x: 1 }, right: { x: 1 } });
    expect(merged.left).not.toBe(shared);
  });
});

describe('LRUCache', () => {
  const step = fc.record({
    action: fc.constantFrom('add', 'get', 'has', 'remove', 'size'),
    key: fc.nat(6),
    value: fc.nat(),
  });

  it('does what that of Powertools does, whatever is done to it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 60 }), (maxSize, steps) => {
        const caches = [new LRUCache<number, number>({ maxSize }), new TheirCache<number, number>({ maxSize })];
        const [our, their] = caches.map((cache) =>
          steps.map(({ action, key, value }) => {
            if (action === 'add') return cache.add(key, value);
            if (action === 'size') return cache.size();
            return cache[action as 'get' | 'has' | 'remove'](key);
          }),
        );
        expect(our).toEqual(their);
      }),
    );
  });

  it('keeps 100 items unless it is told otherwise', () => {
    const cache = new LRUCache<number, undefined>();
    for (let key = 0; key < 150; key += 1) cache.add(key, undefined);
    expect([cache.size(), cache.has(49), cache.has(50)]).toEqual([100, false, true]);
  });
});

describe('the environment', () => {
  const texts = [undefined, '', ' ', 'true', ' TRUE ', 'false', 'yes', 'Y', 'off', 'n', '0', '1', '42', ' 4.5 ', 'ten'];
  const options = [{}, { defaultValue: '7' }, { errorMessage: 'say this' }];
  // Powertools says of a number or a boolean that is not there that it is none.
  const differs = (text: string | undefined, given: object): boolean =>
    text === undefined && !('defaultValue' in given);

  it.each(texts.flatMap((text) => options.map((given) => ({ text, given }))))('$text, $given', ({ text, given }) => {
    vi.stubEnv('SOME_KEY', text);
    const key = { key: 'SOME_KEY', ...given };
    expect(outcomeOf(() => ourEnv.getStringFromEnv(key))).toEqual(outcomeOf(() => theirEnv.getStringFromEnv(key)));
    if (differs(text, given)) return;
    const { defaultValue, ...rest } = { defaultValue: undefined, ...key };
    const number = { ...rest, ...(defaultValue !== undefined && { defaultValue: Number(defaultValue) }) };
    expect(outcomeOf(() => ourEnv.getNumberFromEnv(number))).toEqual(
      outcomeOf(() => theirEnv.getNumberFromEnv(number)),
    );
    for (const extendedParsing of [false, true]) {
      const boolean = { ...rest, ...(defaultValue !== undefined && { defaultValue: true }), extendedParsing };
      expect(outcomeOf(() => ourEnv.getBooleanFromEnv(boolean))).toEqual(
        outcomeOf(() => theirEnv.getBooleanFromEnv(boolean)),
      );
    }
  });

  it.each([ourEnv.getNumberFromEnv, ourEnv.getBooleanFromEnv])('%o says that a variable is required', (read) => {
    vi.stubEnv('SOME_KEY', undefined);
    expect(() => read({ key: 'SOME_KEY' })).toThrow('Environment variable SOME_KEY is required');
  });

  const environments = [
    {},
    { POWERTOOLS_DEV: 'true', AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' },
    { POWERTOOLS_DEV: 'maybe', AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency' },
    { AWS_LAMBDA_MAX_CONCURRENCY: '4', POWERTOOLS_SERVICE_NAME: ' shop ' },
    { _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1;Lineage=a:1' },
    { _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0' },
    { _X_AMZN_TRACE_ID: '1-5759e988-bd862e3fe1be46a994272793' },
    { _X_AMZN_TRACE_ID: '' },
  ];
  const questions = [
    'isDevMode',
    'isRunningInLambda',
    'getServiceName',
    'getXrayTraceDataFromEnv',
    'isRequestXRaySampled',
    'getXRayTraceIdFromEnv',
    'shouldUseInvokeStore',
  ] as const;

  const [our, their] = [{ ...ourEnv }, { ...theirEnv }];

  it.each(environments)('answers as Powertools in %o', (environment) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    expect(questions.map((name) => our[name]())).toEqual(questions.map((name) => their[name]()));
  });
});

describe('fromBase64', () => {
  it.each([
    ['aGVsbG8gd29ybGQ=', undefined],
    ['aGVsbG8gd29ybGQ=', 'base64'],
    ['', 'base64'],
    ['aGVsbG8', 'base64'],
    ['aGV$bG8=', 'base64'],
  ] as const)('%s as %s is what Powertools has', (input, encoding) => {
    const outcome = (decode: typeof fromBase64): unknown => {
      try {
        return Buffer.from(decode(input, encoding)).toString('hex');
      } catch (error) {
        return error instanceof TypeError;
      }
    };
    expect(outcome(fromBase64)).toEqual(outcome(theirFromBase64));
  });
});

describe('unmarshallDynamoDB', () => {
  it.each([
    {
      id: { S: 'A-1' },
      total: { N: '12.5' },
      big: { N: '9007199254740993' },
      none: { NULL: true },
      yes: { BOOL: false },
    },
    { list: { L: [{ S: 'a' }, { M: { n: { N: '1' } } }] }, set: { SS: ['a', 'b'] }, numbers: { NS: ['1', '2'] } },
    { bytes: { B: 'aGk=' }, many: { BS: ['aGk='] } },
    {},
  ])('%o is what Powertools has', (item) => {
    expect(unmarshallDynamoDB(item)).toEqual(theirUnmarshall(item as Parameters<typeof theirUnmarshall>[0]));
  });

  it.each([{ id: { X: '1' } }, { id: { S: undefined } }])('%o is refused by both', (item) => {
    expect(() => unmarshallDynamoDB(item)).toThrow(Error);
    expect(() => theirUnmarshall(item as unknown as Parameters<typeof theirUnmarshall>[0])).toThrow(Error);
  });
});

describe('Utility', () => {
  it.each(['on-demand', ' on-demand ', 'provisioned-concurrency', 'other', undefined])(
    'knows a cold start as Powertools does, begun %s',
    (type) => {
      vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', type);
      class Ours extends ours.Utility {
        readonly answers = [this.getInitializationType(), this.coldStart, this.getColdStart(), this.getColdStart()];
        readonly names = [this.defaultServiceName, this.isValidServiceName(' '), this.isValidServiceName('shop')];
      }
      class Theirs extends theirs.Utility {
        readonly answers = [this.getInitializationType(), this.coldStart, this.getColdStart(), this.getColdStart()];
        readonly names = [this.defaultServiceName, this.isValidServiceName(' '), this.isValidServiceName('shop')];
      }
      expect({ ...new Ours() }).toEqual({ ...new Theirs() });
    },
  );
});
