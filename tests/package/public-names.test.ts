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

/** With and without the AWS SDK: the same names, as one stands in for the other. */
const isLight = (file: string): boolean => /light\.ts$/.test(file);

/** Names that are several things, and why. */
const ALLOWED: Readonly<Record<string, string>> = {
  ExportCallback: 'exporters stand alone, and say themselves what OpenTelemetry calls back',
  validator: 'the middleware and the decorator, as in Powertools',
  parser: 'the middleware, the decorator and the option of a batch, as in Powertools',
  ParseError: 'of an expression and of an event, as in Powertools',
  JSONObject: 'of JSON, and what an expression of JMESPath is applied to, as in Powertools',
  ErrorHandler: 'of the router and of the parser',
  TracerOptions: 'of the Tracer and of the middleware of that name, as in Powertools',
  DynamoDBStreamRecord: 'the schema and its type',
  KafkaRecord: 'of a Kafka consumer, and what is parsed',
  Utility: 'what `withPowertools` runs round a handler, and the base class that Powertools has of that name',
  SqsRecord: 'what is parsed, what a batch reads, and what a test makes',
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
    const several = [...files].filter(([, declared]) => declared.size > 1 && ![...declared].some(isLight));
    expect(several.map(([name]) => name).sort()).toEqual(Object.keys(ALLOWED).sort());
  });
});
