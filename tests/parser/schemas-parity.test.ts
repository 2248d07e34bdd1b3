import { isDeepStrictEqual } from 'node:util';
import * as theirModule from '@aws-lambda-powertools/parser/schemas';
import { describe, expect, it } from 'vitest';
import * as ourModule from '../../src/parser/schemas/index.js';
import { mutations, sample, schemaNames } from './samples.js';

const theirs = { ...theirModule };
const ours = { ...ourModule };

type Outcome = { readonly data: unknown } | { readonly wrong: readonly string[] } | 'throws';

function theirOutcome(name: keyof typeof theirs, event: unknown): Outcome {
  try {
    const result = theirs[name].safeParse(event);
    return result.success ? { data: result.data } : { wrong: placesOf(result.error.issues) };
  } catch {
    return 'throws';
  }
}

function ourOutcome(name: keyof typeof ours, event: unknown): Outcome {
  const result = ours[name]['~standard'].validate(event);
  if (result instanceof Promise) throw new Error('a promise');
  return result.issues ? { wrong: placesOf(result.issues) } : { data: result.value };
}

function placesOf(issues: readonly { readonly path?: readonly unknown[] | undefined }[]): string[] {
  return [...new Set(issues.map(({ path }) => `/${(path ?? []).join('/')}`))].toSorted();
}

/** What stands for a number there and is none is `NaN`, `Infinity` or 0 to Powertools, and an issue here. */
const STRICTER = /\/(Keys|NewImage|OldImage)\/count\/N$/;

const choices = [
  { alternative: 0, complete: true },
  { alternative: 1, complete: true },
  { alternative: 2, complete: false },
  { alternative: 9, complete: true },
];

describe('the schemas of events', () => {
  it('are those of Powertools, by name', () => {
    expect(Object.keys(ours).toSorted()).toEqual(schemaNames);
  });

  it.each(schemaNames)('%s takes what that of Powertools takes, and gives the same', (name) => {
    for (const choice of choices) {
      const event = sample(name, choice);
      const expected = theirOutcome(name, event);
      expect(expected, 'the sample is right').toHaveProperty('data');
      expect(ourOutcome(name, event)).toEqual(expected);
    }
  });

  it.each(schemaNames)('%s refuses what that of Powertools refuses, in the same places', (name) => {
    const different: unknown[][] = [];
    for (const choice of choices) {
      for (const [what, event] of mutations(sample(name, choice))) {
        const [expected, actual] = [theirOutcome(name, event), ourOutcome(name, event)];
        if (expected !== 'throws' && !STRICTER.test(what) && !isDeepStrictEqual(expected, actual)) {
          different.push([what, 'wrong' in expected ? expected : 'taken', actual]);
        }
      }
    }
    expect(different).toEqual([]);
  });
});
