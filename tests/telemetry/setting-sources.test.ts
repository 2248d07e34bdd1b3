import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';
import { EXPLAINED_SETTINGS, variablesOf } from '../../src/telemetry/explanation/setting-sources.js';
import { readSettings } from '../../src/telemetry/settings/settings.js';

/** For each variable a value that is not its default. */
const samples: Readonly<Record<string, string>> = {
  POWERTOOLS_SERVICE_NAME: 'shop',
  OTEL_SERVICE_NAME: 'shop',
  OTEL_RESOURCE_ATTRIBUTES: 'service.name=shop',
  POWERTOOLS_METRICS_NAMESPACE: 'sales',
  OTEL_SDK_DISABLED: 'true',
  POWERTOOLS_TRACE_ENABLED: 'false',
  OTEL_TRACES_EXPORTER: 'otlp',
  OTEL_METRICS_EXPORTER: 'otlp',
  OTEL_LOGS_EXPORTER: 'otlp',
  OTEL_TRACES_SAMPLER: 'always_off',
  OTEL_TRACES_SAMPLER_ARG: '0.5',
  OTEL_PROPAGATORS: 'tracecontext',
  POWERTOOLS_TRACER_CAPTURE_ERROR: 'false',
  POWERTOOLS_TRACER_MASK_SECRETS: 'false',
  POWERTOOLS_EXPORT_MODE: 'batch',
  POWERTOOLS_EXPORT_BATCH_MILLIS: '1',
  POWERTOOLS_EXPORT_BATCH_BYTES: '1',
};

/** For each option a value that is not its default. */
const options = {
  service: 'shop',
  namespace: 'sales',
  traces: 'otlp',
  metrics: 'otlp',
  logs: 'otlp',
  parent: 'w3c',
  exportMode: 'before-response',
  exportBatchMillis: 1,
  exportBatchBytes: 1,
  flushTimeoutMillis: 1,
  deadlineMarginMillis: 1,
} as const;

const read = (given: object, variables: object, setting: string): unknown =>
  Reflect.get(readSettings(given, { ...inLambda, ...variables }), setting);

const inLambda = { AWS_LAMBDA_FUNCTION_NAME: 'orders' };
const defaults = readSettings({}, inLambda);
const rows = readFileSync(join(root, 'docs/configuration.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|'));

describe('the table of settings', () => {
  const named = EXPLAINED_SETTINGS.flatMap((setting) => variablesOf(setting).map((name) => ({ setting, name })));

  it('knows all settings but those that are no one value', () => {
    expect(Object.keys(defaults).filter((name) => !EXPLAINED_SETTINGS.some((setting) => setting === name))).toEqual([
      'inLambda',
      'resourceAttributes',
      'xrayNamed',
      'xrayReached',
    ]);
  });

  it.each(named)('names $name, which decides about $setting', ({ setting, name }) => {
    expect(read({}, { [name]: samples[name] }, setting)).not.toEqual(read({}, {}, setting));
  });

  it.each(Object.entries(options))('has the option %s under its name', (name, value) => {
    expect(EXPLAINED_SETTINGS).toContain(name);
    expect(read({ [name]: value }, {}, name)).not.toEqual(read({}, {}, name));
  });

  it('names variables in the order in which they win', () => {
    for (const setting of EXPLAINED_SETTINGS) {
      const variables = variablesOf(setting);
      for (const [index, name] of variables.entries()) {
        const alone = read({}, { [name]: samples[name] }, setting);
        const later = Object.fromEntries(variables.slice(index).map((each) => [each, samples[each]]));
        expect(read({}, later, setting)).toEqual(alone);
      }
    }
  });

  it.each(EXPLAINED_SETTINGS)('has a row in the documentation for %s', (setting) => {
    const names = [...(Object.hasOwn(options, setting) ? [setting] : []), ...variablesOf(setting)];
    for (const name of names)
      expect(
        rows.some((row) => row.includes(`\`${name}\``)),
        name,
      ).toBe(true);
  });
});
