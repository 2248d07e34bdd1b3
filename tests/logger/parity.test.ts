import { describe, expect, it } from 'vitest';
import { run, TRACE_HEADER } from './run.js';

type Line = Record<string, unknown>;

interface Result {
  readonly written: readonly string[];
  readonly threw?: string;
}

/** The names of the calls that come out differently, and how they do here. docs/migrating/logger.md says why. */
const DIFFERENT: Readonly<Record<string, (lines: readonly Line[]) => void>> = {
  'a message with a number': ([line]) => expect(line).toMatchObject({ extra: 5 }),
  'a message with a list': ([line]) => expect(line).toMatchObject({ extra: ['a', 'b'] }),
  'a message with a map': ([line]) => expect(line).toMatchObject({ extra: { a: 1 } }),
  'an error alone': ([line]) => expect(line).toMatchObject({ message: 'alone', error: { name: 'Error' } }),
  'a number alone': ([line]) => expect(line).toMatchObject({ message: 5 }),
  'null alone': ([line]) => expect(line).toMatchObject({ message: 'null' }),
  'undefined alone': ([line]) => expect(line).toMatchObject({ message: 'undefined' }),
  'the key __proto__': ([line = {}]) => expect(Object.hasOwn(line, '__proto__')).toBe(true),
  NaN: ([line]) => expect(line).toMatchObject({ value: 'NaN' }),
  'a map': ([line]) => expect(line).toMatchObject({ value: { a: 1 } }),
  'a set': ([line]) => expect(line).toMatchObject({ value: [1] }),
  'a regular expression': ([line]) => expect(line).toMatchObject({ value: '/x/' }),
  'a buffer': ([line]) => expect(line).toMatchObject({ value: 'YQ==' }),
  'a function': ([line]) => expect(line).toMatchObject({ value: expect.stringContaining('[Function') }),
  'a symbol': ([line]) => expect(line).toMatchObject({ value: 'Symbol(s)' }),
  'a circle': ([line]) => expect(line).toMatchObject({ value: { a: 1, self: '[Circular]' } }),
  'toJSON that throws': ([line]) => expect(line).toMatchObject({ value: '[Unreadable: toJSON threw: no]' }),
  'an AggregateError': ([line]) => expect(line).toMatchObject({ value: { errors: [{ message: 'a' }] } }),
  'an error that is its own cause': ([line]) => expect(line).toMatchObject({ value: { cause: '[Circular]' } }),
  'a level from the environment in lower case': (lines) => expect(lines).toHaveLength(2),
  'setLogLevel in lower case': (lines) => expect(lines).toHaveLength(2),
  'a correlation id by a path and no search': ([line]) => expect(line).toMatchObject({ correlation_id: 'x' }),
};

/** Texts that say the same in other words. */
const WORDING: readonly RegExp[] = [
  /^The key "\w+" is (?:a reserved key|one of the record's own) and .*$/,
  /^Current log level .*|^The log level DEBUG asks for more .*$/,
  /^Unable to buffer log.*|^A log line is larger than the whole buffer.*$/,
];

const isObject = (value: unknown): value is Line =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Without what differs in every line, and without the stacks of two different runs. */
const comparable = (value: unknown, top = true): unknown => {
  if (Array.isArray(value)) return value.map((item) => comparable(item, false));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([key, item]) => {
    if (top) return key !== 'timestamp' && key !== 'location' && !(key === 'sampling_rate' && item === 0);
    return !('stack' in value && (key === 'stack' || key === 'location'));
  });
  const shown = Object.fromEntries(entries.map(([key, item]) => [key, comparable(item, false)]));
  if (top && typeof shown.message === 'string') {
    const index = WORDING.findIndex((pattern) => pattern.test(String(shown.message)));
    // The warning about a line too big for the buffer has an error with them.
    if (index >= 0) return { level: shown.level, wording: index };
  }
  // A word that Lambda lets pass where it filters.
  if (top && shown.level === 'FATAL') shown.level = 'CRITICAL';
  return shown;
};

describe('beside the Logger of Powertools', async () => {
  const { stdout, stderr, code } = await run(
    `
    import { Logger as PowertoolsLogger } from '@aws-lambda-powertools/logger';
    import { record } from './parity-calls.js';
    const theirs = record(PowertoolsLogger);
    const ours = record(Logger);
    process.stdout.write(JSON.stringify({ theirs, ours }));
    `,
    { _X_AMZN_TRACE_ID: TRACE_HEADER, AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' },
  );
  if (code !== 0) throw new Error(stderr);
  const { theirs, ours } = JSON.parse(stdout) as Record<'theirs' | 'ours', Record<string, Result>>;
  const names = Object.keys(ours);

  const linesOf = (result: Result | undefined): Line[] => (result?.written ?? []).map((line) => JSON.parse(line));

  it('is called in the same sixty and more ways', () => {
    expect(names.length).toBeGreaterThanOrEqual(60);
    expect(names).toEqual(expect.arrayContaining(Object.keys(DIFFERENT)));
  });

  it.each(names)('never throws: %s', (name) => {
    expect(ours[name]?.threw).toBeUndefined();
  });

  it.each(names.filter((name) => !(name in DIFFERENT)))('writes the same: %s', (name) => {
    const wanted = linesOf(theirs[name]).map((line) => comparable(line));
    expect(linesOf(ours[name]).map((line) => comparable(line))).toEqual(wanted);
  });

  it.each(Object.entries(DIFFERENT))('differs as it is documented: %s', (name, check) => {
    const lines = linesOf(ours[name]);
    check(lines);
    const same = JSON.stringify(lines.map((line) => comparable(line)));
    const threw = theirs[name]?.threw !== undefined;
    expect(threw || JSON.stringify(linesOf(theirs[name]).map((line) => comparable(line))) !== same).toBe(true);
  });

  it('has every key of theirs, location first among its own, and the keys of the invocation before those of the trace', () => {
    const [their = {}] = linesOf(theirs.addContext);
    const [our = {}] = linesOf(ours.addContext);
    expect(Object.keys(our).sort()).toEqual(
      [...Object.keys(their), 'location'].filter((key) => key !== 'sampling_rate').sort(),
    );
    expect(Object.keys(our)).toEqual([
      'level',
      'location',
      'message',
      'timestamp',
      'service',
      'cold_start',
      'function_name',
      'function_memory_size',
      'function_arn',
      'function_request_id',
      'xray_trace_id',
    ]);
  });
});
