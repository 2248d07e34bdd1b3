import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reachableDeclarations } from '../../scripts/declarations.mjs';
import { root, subpaths } from '../../scripts/entries.mjs';
import { builtFile, type Condition } from './built.js';

/** Types that a user of only this subpath has, because the subpath is for them. */
const TYPES_OF_THE_USER: Readonly<Record<string, readonly string[]>> = {
  './idempotency/dynamodb': ['@aws-sdk/client-dynamodb'],
  './idempotency/dynamodb/types': ['@aws-sdk/client-dynamodb'],
  // It names the options of every store, as that of Powertools does.
  './idempotency/types': ['@aws-sdk/client-dynamodb'],
  './parameters/ssm': ['@aws-sdk/client-ssm'],
  './parameters/ssm/types': ['@aws-sdk/client-ssm'],
  './parameters/secrets': ['@aws-sdk/client-secrets-manager'],
  './parameters/secrets/types': ['@aws-sdk/client-secrets-manager'],
  './parameters/appconfig': ['@aws-sdk/client-appconfigdata'],
  './parameters/appconfig/types': ['@aws-sdk/client-appconfigdata'],
  './parameters/dynamodb': ['@aws-sdk/client-dynamodb'],
  './parameters/dynamodb/types': ['@aws-sdk/client-dynamodb'],
  './parser/zod': ['zod'],
};

const declarationOf = (subpath: string, condition: Condition): string =>
  join(root, builtFile(subpath, condition).replace(/\.js$/, '.d.ts'));

const cases = subpaths.flatMap((subpath) =>
  (['import', 'require'] as const).map((condition) => ({ subpath, condition })),
);

describe('the declarations', () => {
  it.each(cases)('of $subpath for $condition name no package that a user need not have', ({ subpath, condition }) => {
    const { packages } = reachableDeclarations([declarationOf(subpath, condition)]);
    const allowed = new Set(['@opentelemetry/api', ...(TYPES_OF_THE_USER[subpath] ?? [])]);
    expect([...packages].filter((name) => !allowed.has(name))).toEqual([]);
  });
});
