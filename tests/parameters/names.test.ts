import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';

const PACKAGE = '@aws-lambda-powertools/parameters';
const folder = join(dirname(createRequire(import.meta.url).resolve(PACKAGE)), '..', '..');
const { exports: theirExports }: { exports: Record<string, unknown> } = JSON.parse(
  readFileSync(join(folder, 'package.json'), 'utf8'),
);
const subpaths = Object.keys(theirExports);

/** What Powertools exports and this package does not, and why. */
const MISSING: Readonly<Record<string, string>> = {
  SSMGetParametersByNameFromCacheOutputType: 'the type of a protected method that is not here',
  SSMGetParametersByNameOutputInterface: 'the type of a protected method that is not here',
  SSMSplitBatchAndDecryptParametersOutputType: 'the type of a protected method that is not here',
};

/** The names in the export lists and declarations of a file of types, and of those that it takes over whole. */
const typesIn = (file: string): string[] => {
  const text = readFileSync(file, 'utf8');
  const listed = [...text.matchAll(/export type \{([^}]+)\}/g)].flatMap(([, list = '']) => list.split(','));
  const declared = [...text.matchAll(/export (?:interface|type|class) (\w+)/g)].map(([, name = '']) => name);
  const whole = [...text.matchAll(/export type \* from '(.+)\.js'/g)].flatMap(([, other = '']) =>
    typesIn(join(dirname(file), `${other}.ts`)),
  );
  return [...listed.map((name) => name.trim()).filter(Boolean), ...declared, ...whole];
};

const theirTypes: Readonly<Record<string, string>> = {
  './base/types': 'BaseProvider',
  './ssm/types': 'SSMProvider',
  './secrets/types': 'SecretsProvider',
  './dynamodb/types': 'DynamoDBProvider',
  './appconfig/types': 'AppConfigProvider',
  './appconfig-agent/types': 'AppConfigAgent',
};

describe('what Powertools exports', () => {
  it('is known in all its entries', () => {
    expect(subpaths.filter((subpath) => subpath.endsWith('/types')).sort()).toEqual(Object.keys(theirTypes).sort());
  });

  it.each(subpaths)('from %s is here, at run time', async (subpath) => {
    const their: object = await import(/* @vite-ignore */ `${PACKAGE}${subpath.slice(1)}`);
    const our: object = await import(/* @vite-ignore */ `otel-powertools/parameters${subpath.slice(1)}`);
    expect(Object.keys(their).filter((name) => !(name in our) && !(name in MISSING))).toEqual([]);
  });

  it.each(Object.entries(theirTypes))('from %s is here, as types', (subpath, file) => {
    const their = typesIn(join(folder, 'lib/esm/types', `${file}.d.ts`));
    const our = typesIn(join(root, 'src/parameters', `${subpath.slice(2)}.ts`));
    expect(their.length).toBeGreaterThan(2);
    expect(their.filter((name) => !our.includes(name) && !(name in MISSING))).toEqual([]);
  });
});
