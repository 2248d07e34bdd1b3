import { stdoutLineWriter } from '../../exporters/write-line.js';
import { flushCounts } from './budget.js';
import { apiVersion } from './diagnostics.js';
import type { ExplainedInvocation, ExplainedSetting, ExplainedSignal, Explanation } from './explanation.js';
import { ensureLogging } from './logs.js';
import { ensureMetrics } from './metrics.js';
import type { AnyExporter } from './options.js';
import { lastInvocation } from './report-parent.js';
import { configuredOptions, type Settings, settings } from './settings.js';
import { ensureTracing } from './traces.js';
import { SETTING_SOURCES } from './variables.js';

type Environment = Readonly<Record<string, string | undefined>>;

const nameOf = (choice: string | AnyExporter): string =>
  typeof choice === 'string' ? choice : (choice.constructor?.name ?? 'exporter');

const plainValue = (value: Settings[keyof Settings]): unknown => (Array.isArray(value) ? value.map(nameOf) : value);

const isSet = (env: Environment, name: string): boolean => {
  const value = env[name]?.trim() ?? '';
  if (name === 'OTEL_RESOURCE_ATTRIBUTES') return /(^|,)\s*service\.name\s*=/.test(value);
  // Of Powertools' switch only the one word counts.
  return name === 'POWERTOOLS_TRACE_ENABLED' ? value.toLowerCase() === 'false' : value !== '';
};

const explainSettings = (env: Environment): ExplainedSetting[] => {
  const resolved = settings();
  const options = configuredOptions();
  return SETTING_SOURCES.map(({ setting, option, variables }) => {
    const fromOption = option !== undefined && Reflect.get(options, option) !== undefined;
    const source = fromOption ? 'option' : (variables.find((name) => isSet(env, name)) ?? 'default');
    return { name: setting, value: plainValue(resolved[setting]), source };
  });
};

interface Signal {
  readonly exporters?: readonly object[];
  register?(): void;
}

/** What an exporter has counted as lost: a number, or numbers by the reason. */
const countsOf = (exporter: object): [string, number][] =>
  ['dropped', 'droppedLines', 'refusedValues'].flatMap((name): [string, number][] => {
    const counted: unknown = Reflect.get(exporter, name);
    if (typeof counted === 'number') return [[name, counted]];
    if (typeof counted !== 'object' || counted === null) return [];
    return Object.entries(counted).filter(([reason]) => reason !== 'total');
  });

const explainSignal = (
  { exporters = [], register }: Signal,
  choices: readonly (string | AnyExporter)[],
): ExplainedSignal => {
  const dropped: Record<string, number> = {};
  for (const [reason, count] of exporters.flatMap(countsOf)) {
    if (count > 0) dropped[reason] = (dropped[reason] ?? 0) + count;
  }
  return {
    provider: register ? 'own' : settings().disabled ? 'none' : 'foreign',
    exporters: choices.map(nameOf),
    dropped,
  };
};

const signalLine = (name: string, { provider, exporters, dropped }: ExplainedSignal): string => {
  const to = exporters.length > 0 ? exporters.join(', ') : 'nowhere';
  const lost = Object.entries(dropped).map(([reason, count]) => `${count} ${reason}`);
  const by = {
    own: `go to ${to}`,
    foreign: 'go through a provider that was registered before',
    none: 'are switched off',
  };
  return `${name} ${by[provider]}; lost: ${lost.join(', ') || 'none'}`;
};

const invocationLine = (invocation: ExplainedInvocation | undefined): string =>
  invocation
    ? `last invocation: ${invocation.explanation} It is ${invocation.sampled ? '' : 'not '}sampled (${invocation.rule}).`
    : 'last invocation: none so far';

/** Gathers what is known of telemetry in this process. */
export const explainTelemetry = (env: Environment = process.env): Explanation => {
  const resolved = settings();
  const facts = {
    settings: explainSettings(env),
    traces: explainSignal(ensureTracing(), resolved.traces),
    metrics: explainSignal(ensureMetrics(), resolved.metrics),
    logs: explainSignal(ensureLogging(), resolved.logs),
    invocation: lastInvocation().decided,
    lateFlushes: flushCounts().late,
    droppedLines: stdoutLineWriter().dropped,
    apiVersion: apiVersion(),
  };
  const lines = [
    ...facts.settings.map(({ name, value, source }) => `${name} is ${JSON.stringify(value)} (${source})`),
    signalLine('traces', facts.traces),
    signalLine('metrics', facts.metrics),
    signalLine('logs', facts.logs),
    invocationLine(facts.invocation),
    `flushes that were late: ${facts.lateFlushes}; lines that stdout did not take: ${facts.droppedLines}`,
    `@opentelemetry/api is ${facts.apiVersion ?? 'not in use'}`,
  ];
  return { ...facts, text: lines.join('\n') };
};
