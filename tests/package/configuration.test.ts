import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';
import { sourceFiles } from './imports.js';

/** What Lambda's runtime tells a function; nobody sets it. */
const TOLD_BY_LAMBDA = /^AWS_(LAMBDA_(?!LOG_LEVEL)\w+|REGION|DEFAULT_REGION)$/;

/**
 * What nobody here reads by name: the SDK that is compiled in reads the limits (tests/telemetry/standard-variables.test.ts),
 * the names of OTLP's variables are put together, and those without effect are matched by pattern.
 */
const READ_ELSEWHERE =
  /^OTEL_(SPAN_|ATTRIBUTE_|EXPORTER_|BSP|BLRP|METRIC_EXPORT_|METRICS_EXEMPLAR_FILTER|(EXPERIMENTAL_)?CONFIG_FILE|NODE)/;

const VARIABLE = /\b(?:POWERTOOLS|OTEL|AWS)_[A-Z][A-Z_]*[A-Z]\b/g;

const variablesIn = (text: string): string[] => text.match(VARIABLE) ?? [];

/** The variables that deployed code reads: as members of an environment, or by a name kept in a string. */
const readBySource = new Set(
  sourceFiles('src', 'exporters')
    .filter((file) => !file.startsWith('src/local'))
    .flatMap((file) => readFileSync(join(root, file), 'utf8').match(/(?:env\.|['"])(?:POWERTOOLS|OTEL|AWS)_\w+/g) ?? [])
    .flatMap(variablesIn)
    .filter((name) => !TOLD_BY_LAMBDA.test(name)),
);

const documented = new Set(
  variablesIn(readFileSync(join(root, 'docs/configuration.md'), 'utf8')).filter((name) => !TOLD_BY_LAMBDA.test(name)),
);

describe('the configuration', () => {
  it('has every environment variable in its documentation that the code reads', () => {
    expect(readBySource.size).toBeGreaterThan(15);
    expect([...readBySource].filter((name) => !documented.has(name))).toEqual([]);
  });

  it('documents no environment variable that nothing reads', () => {
    expect([...documented].filter((name) => !readBySource.has(name) && !READ_ELSEWHERE.test(name))).toEqual([]);
  });
});
