import fc from 'fast-check';

/** How often each property is tried. `FUZZ_RUNS` for longer: 10,000 takes some minutes. */
const DEFAULT_RUNS = 60;

/** The seed of this run: a failure is seen again with `FUZZ_SEED` set to it. */
const seed = Number(process.env.FUZZ_SEED) || Math.floor(Math.random() * 2 ** 31);

export const parameters: fc.Parameters<unknown> = {
  numRuns: Number(process.env.FUZZ_RUNS) || DEFAULT_RUNS,
  seed,
};

/** Said once, whether anything fails or not: a run that hangs tells nothing else. */
export function printSeed(suite: string): void {
  process.stderr.write(`fuzz ${suite}: FUZZ_SEED=${seed} FUZZ_RUNS=${parameters.numRuns}\n`);
}

const throws = (): never => {
  throw new Error('hostile');
};

/** Names that mean something to JavaScript, to JSON or to us. */
export const names: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'toJSON',
    'then',
    'length',
    'message',
    'level',
    'service',
    'timestamp',
    '_aws',
    'password',
    'aws.xray.annotations',
    '',
    '\u0000',
    '\ud800',
    '$&',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

type Make = () => unknown;

const specials: readonly Make[] = [
  () => undefined,
  () => null,
  () => -0,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => 10n ** 40n,
  () => Symbol('s'),
  () => throws,
  () => Object.defineProperty({}, 'x', { get: throws, enumerable: true }),
  () => ({ toJSON: throws }),
  () => ({ toString: throws, valueOf: throws, [Symbol.toPrimitive]: throws }),
  () => Object.defineProperty({}, Symbol.toStringTag, { get: throws }),
  () => new Proxy({}, { get: throws, has: throws, ownKeys: throws, getPrototypeOf: throws }),
  () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  () => {
    const cyclic: Record<string, unknown> = { a: 1 };
    cyclic.self = cyclic;
    return cyclic;
  },
  () => Object.assign(Object.create(null), { a: 1 }),
  () => Object.assign(new Error('e'), { stack: 5, cause: {}, errors: 'none' }),
  () => new AggregateError([new Error('a'), 5, null]),
  () => new Date(Number.NaN),
  () => Buffer.from('secret'),
  () => new WeakMap(),
  () => (function* () {})(),
];

const endless: readonly Make[] = [
  () => Object.assign([], { length: 4_000_000_000 }),
  () => Array.from({ length: 40 }).reduce<object>((inner) => ({ a: inner, b: inner }), {}),
];

const valuesOf = (single: readonly Make[]): fc.Arbitrary<Make> =>
  fc.letrec<{ value: Make }>((tie) => {
    const entries = fc.array(fc.tuple(names, tie('value')), { maxLength: 4 });
    return {
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(...single),
        fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.double(), fc.bigInt()).map((value) => () => value),
        fc.array(tie('value'), { maxLength: 4 }).map((makers) => () => makers.map((make) => make())),
        entries.map((pairs) => () => Object.fromEntries(pairs.map(([name, make]) => [name, make()]))),
        entries.map((pairs) => () => new Map(pairs.map(([name, make]) => [name, make()]))),
        fc.array(tie('value'), { maxLength: 3 }).map((makers) => () => new Set(makers.map((make) => make()))),
      ),
    };
  }).value;

/** Makers of values that careless code breaks on: fast-check itself would break on some. */
export const hostile = valuesOf([...specials, ...endless]);

/** The same without what is shared, or long, beyond all memory: nothing that comes from outside as JSON is. */
export const hostileData = valuesOf(specials);

/** What the prototypes that everything has look like: data that gets in there is in everybody's objects. */
export function pollution(): readonly unknown[] {
  return [
    Object.getOwnPropertyNames(Object.prototype).sort(),
    Object.getOwnPropertyNames(Array.prototype).sort(),
    Object.getOwnPropertyNames(Function.prototype).sort(),
    Reflect.get({}, 'polluted'),
  ];
}
