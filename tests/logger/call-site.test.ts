import { describe, expect, it } from 'vitest';
import { type CallSite, describeCallSite, placeOf } from '../../src/logger/call-site.js';

const site = (functionName: string | null): CallSite => ({
  getFunctionName: () => functionName,
  getFileName: () => 'file:///var/task/index.mjs',
  getLineNumber: () => 12,
  getColumnNumber: () => 3,
});

describe('the place where a line was logged', () => {
  it.each([
    ['handler', 'handler:12'],
    ['get total', 'get total:12'],
    [null, 'index.mjs:12'],
    ['makeIdempotent.persistenceStore.tableName', 'index.mjs:12'],
  ])('in a function that V8 calls %s is %s', (name, location) => {
    expect(describeCallSite(site(name))).toBe(location);
  });

  it('names no function where V8 has made the name up', () => {
    expect(placeOf(site('retry.onFail')).functionName).toBeUndefined();
    expect(placeOf(site('retry')).functionName).toBe('retry');
  });
});
