import { type Environment, isOn } from '../../settings/read.js';
import type { Settings } from '../settings/settings.js';
import type {
  ExplainedInvocation,
  ExplainedNetworkExports,
  ExplainedSetting,
  ExplainedSignal,
  Explanation,
} from './explanation.js';
import type { InvocationFacts, SignalFacts, TelemetryFacts } from './facts.js';
import { PARENT_RULES } from './parent-rules.js';
import { EXPLAINED_SETTINGS, variablesOf } from './setting-sources.js';

/** Puts what is known of telemetry in this process into words. */
export function explainTelemetry(given: TelemetryFacts, env: Environment = process.env): Explanation {
  const { disabled, networkExports, failedExports, lateFlushes, droppedLines, earlyInstruments, apiVersion } = given;
  const facts = {
    settings: explainSettings(given, env),
    traces: explainSignal(given.traces, disabled),
    metrics: explainSignal(given.metrics, disabled),
    logs: explainSignal(given.logs, disabled),
    invocation: given.invocation && explainInvocation(given.invocation),
    networkExports,
    failedExports,
    lateFlushes,
    droppedLines,
    earlyInstruments,
    apiVersion,
  };
  const lines = [
    ...facts.settings.map(({ name, value, source }) => `${name} is ${JSON.stringify(value)} (${source})`),
    signalLine('traces', facts.traces),
    signalLine('metrics', facts.metrics),
    signalLine('logs', facts.logs),
    invocationLine(facts.invocation),
    networkExportsLine(networkExports),
    `exports that failed: ${listed(failedExports)}`,
    `flushes that were late: ${lateFlushes}; lines that stdout did not take: ${droppedLines}`,
    `instruments that were made too early: ${earlyInstruments.join(', ') || 'none'}`,
    `@opentelemetry/api is ${apiVersion ?? 'not in use'}`,
  ];
  return { ...facts, text: lines.join('\n') };
}

function nameOf(choice: unknown): string {
  return typeof choice === 'string' ? choice : (Object(choice).constructor?.name ?? 'exporter');
}

function plainValue(value: unknown): unknown {
  return Array.isArray(value) ? value.map(nameOf) : value;
}

function isSet(env: Environment, name: string): boolean {
  const value = env[name]?.trim() ?? '';
  if (name === 'OTEL_RESOURCE_ATTRIBUTES') return /(^|,)\s*service\.name\s*=/.test(value);
  // Where the switch is on, an exporter is chosen elsewhere.
  return name === 'POWERTOOLS_TRACE_ENABLED' ? !isOn(value) : value !== '';
}

function explainSettings({ settings, options }: TelemetryFacts, env: Environment): ExplainedSetting[] {
  const given: Readonly<Partial<Record<keyof Settings, unknown>>> = options;
  return EXPLAINED_SETTINGS.map((name) => {
    const variable = variablesOf(name).find((each) => isSet(env, each));
    return {
      name,
      value: plainValue(settings[name]),
      source: given[name] === undefined ? (variable ?? 'default') : 'option',
    };
  });
}

/** What an exporter has counted as lost: a number, or numbers by the reason. */
function countsOf(exporter: object): [string, number][] {
  return ['dropped', 'droppedLines', 'refusedValues'].flatMap((name): [string, number][] => {
    const counted: unknown = Reflect.get(exporter, name);
    if (typeof counted === 'number') return [[name, counted]];
    if (typeof counted !== 'object' || counted === null) return [];
    return Object.entries(counted).filter(([reason]) => reason !== 'total');
  });
}

function explainSignal({ choices, exporters = [], own }: SignalFacts, disabled: boolean): ExplainedSignal {
  const dropped: Record<string, number> = {};
  for (const [reason, count] of exporters.flatMap(countsOf)) {
    if (count > 0) dropped[reason] = (dropped[reason] ?? 0) + count;
  }
  return {
    provider: own ? 'own' : disabled ? 'none' : 'foreign',
    exporters: choices.map(nameOf),
    dropped,
  };
}

function explainInvocation({ rule, links, sampled }: InvocationFacts): ExplainedInvocation {
  return {
    rule,
    explanation: links === 0 ? PARENT_RULES[rule] : `${PARENT_RULES[rule]} Linked: ${links}.`,
    sampled,
  };
}

function listed(counts: Readonly<Record<string, number>>): string {
  return (
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([reason, count]) => `${count} ${reason}`)
      .join(', ') || 'none'
  );
}

function signalLine(name: string, { provider, exporters, dropped }: ExplainedSignal): string {
  const to = exporters.length > 0 ? exporters.join(', ') : 'nowhere';
  const by = {
    own: `go to ${to}`,
    foreign: 'go through a provider that was registered before',
    none: 'are switched off',
  };
  return `${name} ${by[provider]}; lost: ${listed(dropped)}`;
}

function networkExportsLine(exports: ExplainedNetworkExports | undefined): string {
  if (!exports) return 'exports over the network: none';
  return `exports over the network: ${exports.mode}${exports.why === undefined ? '' : `, because ${exports.why}`}`;
}

function invocationLine(invocation: ExplainedInvocation | undefined): string {
  return invocation
    ? `last invocation: ${invocation.explanation} It is ${invocation.sampled ? '' : 'not '}sampled (${invocation.rule}).`
    : 'last invocation: none so far';
}
