import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';

const page = readFileSync(`${root}docs/security.md`, 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (promise|what) \|/.test(line));

describe('every promise of docs/security.md', () => {
  it.each(rows)('names tests that are there: %s', (row) => {
    const tests = [...row.matchAll(/`(tests\/[^`]+)`/g)].map(([, path]) => path ?? '');
    expect(tests).not.toEqual([]);
    expect(tests.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
  });
});
