import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, sourceOf, subpaths } from '../../scripts/entries.mjs';

const FROM = /^export (?:type )?(?:\* |\{([^}]*)\} )from '(\.[^']+)\.js';/gm;
const OWN = /^export (?:declare |abstract |async )*(?:class|interface|type|function\*?|const|enum) (\w+)/gm;

/** The exported names of a file, types too, each with the file that declares it. */
const declarationsOf = (file: string): Map<string, string> => {
  const text = readFileSync(join(root, file), 'utf8');
  const found = new Map([...text.matchAll(OWN)].map(([, name = '']) => [name, file]));
  for (const [, list, path = ''] of text.matchAll(FROM)) {
    const source = declarationsOf(`${join(file, '..', path)}.ts`);
    const names = list?.split(',').map((item) => item.trim().replace(/^type /, '')) ?? [...source.keys()];
    for (const item of names.filter(Boolean)) {
      const [name = '', alias = name] = item.split(' as ');
      found.set(alias, source.get(name) ?? `${path}: not found`);
    }
  }
  return found;
};

describe('a public name', () => {
  const files = new Map<string, Set<string>>();
  for (const subpath of subpaths) {
    for (const [name, file] of declarationsOf(sourceOf(subpath))) {
      files.set(name, (files.get(name) ?? new Set()).add(file));
    }
  }

  it('is one thing, wherever it is imported from', () => {
    expect(files.size).toBeGreaterThan(200);
    const several = [...files].filter(([, declared]) => declared.size > 1).map(([name]) => name);
    expect(several.sort()).toEqual([
      // A store of records with the AWS SDK, and one without, under the name that Powertools has for it.
      'DynamoDBPersistenceLayer',
      // Exporters stand alone, and say themselves what OpenTelemetry calls back.
      'ExportCallback',
      // The middleware and the decorator, as in Powertools.
      'validator',
    ]);
  });
});
