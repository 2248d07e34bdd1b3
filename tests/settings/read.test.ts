import { describe, expect, it } from 'vitest';
import { readFlag, readList, readNumber, readOneOf, readSwitch, readText } from '../../src/settings/read.js';

describe('the reader of', () => {
  it.each([
    [{}, undefined],
    [{ POWERTOOLS_SERVICE_NAME: '  ' }, undefined],
    [{ POWERTOOLS_SERVICE_NAME: ' a ', OTEL_SERVICE_NAME: 'b' }, 'a'],
    [{ POWERTOOLS_SERVICE_NAME: '', OTEL_SERVICE_NAME: 'b' }, 'b'],
  ])('text takes the first of %o that has one', (env, text) => {
    expect(readText(env, 'POWERTOOLS_SERVICE_NAME', 'OTEL_SERVICE_NAME')).toBe(text);
  });

  it.each([
    ...['1', 'y', 'yes', 't', 'true', 'on', ' TRUE '].map((word) => [word, true] as const),
    ...['0', 'n', 'no', 'f', 'false', 'off', ' Off '].map((word) => [word, false] as const),
    ...[undefined, '', ' '].map((word) => [word, undefined] as const),
  ])('flags takes %o for %o, without a word', (POWERTOOLS_DEV, flag) => {
    const problems: string[] = [];
    expect(readFlag({ POWERTOOLS_DEV }, 'POWERTOOLS_DEV', (problem) => problems.push(problem))).toBe(flag);
    expect(problems).toEqual([]);
  });

  it('flags reports what is none', () => {
    const problems: string[] = [];
    expect(readFlag({ POWERTOOLS_DEV: 'maybe' }, 'POWERTOOLS_DEV', (problem) => problems.push(problem))).toBe(
      undefined,
    );
    expect(problems).toEqual(['"maybe" of POWERTOOLS_DEV is neither true nor false and is ignored.']);
  });

  it.each([
    [undefined, true],
    ['0', true],
    ['False ', false],
  ])('switches takes %o for %o: only one word is off', (POWERTOOLS_TRACE_ENABLED, on) => {
    expect(readSwitch({ POWERTOOLS_TRACE_ENABLED }, 'POWERTOOLS_TRACE_ENABLED')).toBe(on);
  });

  it.each([
    ['0', 0, []],
    ['0.5', 0.5, []],
    ['2', undefined, ['"2" of POWERTOOLS_LOGGER_SAMPLE_RATE is not a number from 0 to 1 and is ignored.']],
    ['often', undefined, ['"often" of POWERTOOLS_LOGGER_SAMPLE_RATE is not a number from 0 to 1 and is ignored.']],
    ['', undefined, []],
  ])('numbers takes %o for %o', (POWERTOOLS_LOGGER_SAMPLE_RATE, value, expected) => {
    const problems: string[] = [];
    const range = { most: 1, report: (problem: string) => problems.push(problem) };
    expect(readNumber({ POWERTOOLS_LOGGER_SAMPLE_RATE }, ['POWERTOOLS_LOGGER_SAMPLE_RATE'], range)).toBe(value);
    expect(problems).toEqual(expected);
  });

  it('lists and words leaves out space and case', () => {
    expect(readList({ OTEL_PROPAGATORS: ' b3, ,xray ' }, 'OTEL_PROPAGATORS')).toEqual(['b3', 'xray']);
    expect(readOneOf({ OTEL_SDK_DISABLED: ' True' }, 'OTEL_SDK_DISABLED', ['true', 'false'], '')).toBe('true');
  });
});
