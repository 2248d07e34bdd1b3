import type { ExplainedInvocation, ExplainedSetting, ExplainedSignal, Explanation } from './explanation.js';
import type { AnyExporter, TelemetryOptions } from './options.js';
import type { Settings } from './settings.js';
import { SETTING_SOURCES } from './variables.js';

type Environment = Readonly<Record<string, string | undefined>>;

interface Signal {
  readonly exporters?: readonly object[];
  register?(): void;
}

/**
 * What is explained. It is handed over, not imported: code that this module shared with others would be a chunk of its
 * own, which every function had to load.
 */
export interface TelemetryFacts {
  readonly settings: Settings;
  readonly options: TelemetryOptions;
  readonly traces: Signal;
  readonly metrics: Signal;
  readonly logs: Signal;
  readonly invocation: ExplainedInvocation | undefined;
  readonly lateFlushes: number;
  readonly droppedLines: number;
  readonly apiVersion: string | undefined;
}

const nameOf = (choice: string | AnyExporter): string =>
  typeof choice === 'string' ? choice : (choice.constructor?.name ?? 'exporter');

const plainValue = (value: Settings[keyof Settings]): unknown => (Array.isArray(value) ? value.map(nameOf) : value);

const isSet = (env: Environment, name: string): boolean => {
  const value = env[name]?.trim() ?? '';
  if (name === 'OTEL_RESOURCE_ATTRIBUTES') return /(^|,)\s*service\.name\s*=/.test(value);
  // Of Powertools' switch only the one word counts.
  return name === 'POWERTOOLS_TRACE_ENABLED' ? value.toLowerCase() === 'false' : value !== '';
};

const explainSettings = ({ settings, options }: TelemetryFacts, env: Environment): ExplainedSetting[] =>
  SETTING_SOURCES.map(({ setting, option, variables }) => {
    const fromOption = option !== undefined && Reflect.get(options, option) !== undefined;
    const source = fromOption ? 'option' : (variables.find((name) => isSet(env, name)) ?? 'default');
    return { name: setting, value: plainValue(settings[setting]), source };
  });

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
  disabled: boolean,
): ExplainedSignal => {
  const dropped: Record<string, number> = {};
  for (const [reason, count] of exporters.flatMap(countsOf)) {
    if (count > 0) dropped[reason] = (dropped[reason] ?? 0) + count;
  }
  return {
    provider: register ? 'own' : disabled ? 'none' : 'foreign',
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

/** Puts what is known of telemetry in this process into words. */
export const explainTelemetry = (given: TelemetryFacts, env: Environment = process.env): Explanation => {
  const { settings, invocation, lateFlushes, droppedLines, apiVersion } = given;
  const facts = {
    settings: explainSettings(given, env),
    traces: explainSignal(given.traces, settings.traces, settings.disabled),
    metrics: explainSignal(given.metrics, settings.metrics, settings.disabled),
    logs: explainSignal(given.logs, settings.logs, settings.disabled),
    invocation,
    lateFlushes,
    droppedLines,
    apiVersion,
  };
  const lines = [
    ...facts.settings.map(({ name, value, source }) => `${name} is ${JSON.stringify(value)} (${source})`),
    signalLine('traces', facts.traces),
    signalLine('metrics', facts.metrics),
    signalLine('logs', facts.logs),
    invocationLine(invocation),
    `flushes that were late: ${lateFlushes}; lines that stdout did not take: ${droppedLines}`,
    `@opentelemetry/api is ${apiVersion ?? 'not in use'}`,
  ];
  return { ...facts, text: lines.join('\n') };
};
