import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';
import { closestVariable, isKnownVariable } from '../../src/local/command/known-variables.js';
import { type Variable, variables } from '../../src/settings/variables.js';
import { WITHOUT_EFFECT } from '../../src/settings/without-effect.js';
import { sourceFiles } from './imports.js';

/** What Lambda's runtime tells a function; nobody sets it. */
const TOLD_BY_LAMBDA =
  /^AWS_(LAMBDA_(?!LOG_LEVEL)\w+|REGION|DEFAULT_REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)$/;

/** Of these the folders know the beginning only: an exporter puts the name together. */
const OF_OTLP = /^OTEL_EXPORTER_OTLP_/;

const VARIABLE = /\b(?:POWERTOOLS|OTEL|AWS)_[A-Z][A-Z_]*[A-Z]\b/g;

const table = new Map<string, Variable>(Object.entries(variables));

/** The folder that a row calls its reader. */
const readerOf = (file: string): string => {
  const [top, folder] = file.split('/');
  return top === 'exporters' ? `exporters/${folder}` : String(folder);
};

/** A name that is asked for: as a member of an environment, or as a string. */
const ASKED = /\benv\.([A-Z][A-Z_]+)\b|'([A-Z][A-Z_]+)'/g;

/** The variables that the files of a folder read. */
const readIn = new Map<string, Set<string>>();
for (const file of sourceFiles('src', 'exporters')) {
  if (/^src\/(local|settings)\//.test(file)) continue;
  const known = readIn.get(readerOf(file)) ?? new Set();
  readIn.set(readerOf(file), known);
  for (const [, member, text] of readFileSync(join(root, file), 'utf8').matchAll(ASKED)) {
    const name = member ?? text ?? '';
    if (table.has(name) || (/^(POWERTOOLS|OTEL|AWS)_/.test(name) && !TOLD_BY_LAMBDA.test(name))) known.add(name);
  }
}

const page = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
const documented = new Set((page.match(VARIABLE) ?? []).filter((name) => !TOLD_BY_LAMBDA.test(name)));

describe('the table of variables', () => {
  it.each([...table].filter(([name]) => !OF_OTLP.test(name)))(
    'says of %s which folders read it',
    (name, { readers }) => {
      const found = [...readIn].filter(([, names]) => names.has(name)).map(([folder]) => folder);
      expect(found.sort()).toEqual(readers.filter((reader) => reader !== 'elsewhere').sort());
    },
  );

  it('has every variable that a folder reads', () => {
    const read = [...readIn.values()].flatMap((names) => [...names]);
    expect(new Set(read).size).toBeGreaterThan(40);
    expect(read.filter((name) => !table.has(name))).toEqual([]);
  });

  it.each([...table].filter(([, { readers }]) => !readers.includes('elsewhere')))(
    'has a row that names %s in the documentation',
    (name) => {
      // What is for all signals is there for each of them.
      const general = name.replace(/(?<=^OTEL_EXPORTER_OTLP_)(TRACES|METRICS|LOGS)_/, '');
      expect(page).toMatch(new RegExp(`\`${table.has(general) ? general : name}\``));
    },
  );

  it('has every variable of the documentation that has an effect', () => {
    expect([...documented].filter((name) => !table.has(name) && !WITHOUT_EFFECT.test(name))).toEqual([]);
  });
});

describe('otel-powertools doctor', () => {
  it('knows every variable that is read, or that the function itself warns of, and no other', () => {
    expect([...table.keys()].filter((name) => !isKnownVariable(name))).toEqual([]);
    expect([...documented].filter((name) => !isKnownVariable(name))).toEqual([]);
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPONT', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    ['POWERTOOLS_LOG_LEVLE', 'POWERTOOLS_LOG_LEVEL'],
    ['POWERTOOLS_TRACER_ENABLED', 'POWERTOOLS_TRACE_ENABLED'],
  ])('does not know %s, and asks whether it was to be %s', (name, meant) => {
    expect(isKnownVariable(name)).toBe(false);
    expect(closestVariable(name)).toBe(meant);
  });
});
