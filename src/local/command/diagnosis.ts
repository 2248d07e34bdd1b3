import { recordOf, type Values } from '../is-record.js';
import type { InvocationReport } from '../report.js';
import { DOCTOR_MEMBER } from '../runtime/doctor-member.js';
import type { ApiCopy } from './api-copies.js';
import { closestVariable, isKnownVariable } from './known-variables.js';

/** What a function's process says of itself after an invocation: `explain()`, as far as it is looked at here. */
export interface FunctionFacts {
  readonly explanation: ExplainedTelemetry | undefined;
  /** The variables of the function that configure telemetry. */
  readonly variables: Readonly<Record<string, string>>;
}

interface ExplainedTelemetry {
  readonly settings: readonly { readonly name: string; readonly value: unknown; readonly source: string }[];
  readonly traces: ExplainedSignal;
  readonly metrics: ExplainedSignal;
  readonly logs: ExplainedSignal;
  readonly networkExports?: { readonly mode: string; readonly why?: string };
  readonly invocation?: { readonly explanation: string; readonly sampled: boolean };
  readonly lateFlushes: number;
  readonly droppedLines: number;
  /** An older version of the package does not tell. */
  readonly earlyInstruments?: readonly string[];
}

interface ExplainedSignal {
  readonly provider: string;
  readonly exporters: readonly string[];
  readonly dropped: Readonly<Record<string, number>>;
}

export interface Evidence {
  readonly report: InvocationReport;
  readonly facts: FunctionFacts | undefined;
  readonly apiCopies: readonly ApiCopy[];
  /** Whether the template turns active tracing on; undefined where it does not say. */
  readonly activeTracing: boolean | undefined;
}

const DEPRECATED: Readonly<Record<string, string>> = {
  LOG_LEVEL: 'POWERTOOLS_LOG_LEVEL',
};

const OWN = 'otel-powertools: ';

/** Every problem that the evidence shows, each in one line that says what to do. */
export function problemsOf(evidence: Evidence): string[] {
  return [
    ...new Set([
      ...failures(evidence),
      ...copies(evidence),
      ...wrapping(evidence),
      ...tracing(evidence),
      ...variables(evidence),
      ...said(evidence),
      ...losses(evidence),
    ]),
  ];
}

/** What is worth to be known, and no problem. */
export function remarksOn(facts: FunctionFacts | undefined): string[] {
  const exports = facts?.explanation?.networkExports;
  if (!exports) return [];
  return [`Exports over the network: ${exports.mode}${exports.why ? `, because ${exports.why}` : ''}.`];
}

/** Finds what the function's process has said of itself among its output. */
export function factsIn({ logs }: InvocationReport): FunctionFacts | undefined {
  const line = logs.findLast(({ json }) => json !== undefined && DOCTOR_MEMBER in json);
  if (!line) return undefined;
  // Written by this package's own bootstrap.
  const { [DOCTOR_MEMBER]: facts }: { readonly [DOCTOR_MEMBER]?: FunctionFacts } = JSON.parse(line.text);
  return facts;
}

function failures({ report: { outcome, failure } }: Evidence): string[] {
  if (outcome === 'ok') return [];
  const why = failure ? ` (${failure.errorType}: ${failure.errorMessage.split('\n', 1)[0]})` : '';
  if (outcome === 'init-error') {
    return [`The function could not be started${why}: mend its module, or install the package that it misses.`];
  }
  return [`The invocation ended with "${outcome}"${why}: give an event that the function can handle with --event.`];
}

function copies({ apiCopies }: Evidence): string[] {
  return apiCopies.length < 2
    ? []
    : [
        `There are ${apiCopies.length} copies of @opentelemetry/api (${apiCopies.map(({ folder, version }) => `${version} in ${folder}`).join(', ')}): what goes through one is lost to the others. Run npm dedupe, or pin one with "overrides" in package.json.`,
      ];
}

function wrapping({ report, facts }: Evidence): string[] {
  if (report.outcome === 'init-error' || isWrapped(facts)) return [];
  return ['The handler is not wrapped: export const handler = withPowertools(async (event) => { … }).'];
}

function isWrapped(facts: FunctionFacts | undefined): boolean {
  const explanation = facts?.explanation;
  // Where no spans are recorded, nothing is noted of an invocation.
  return explanation !== undefined && (explanation.invocation !== undefined || !recordsSpans(explanation));
}

function recordsSpans({ traces }: ExplainedTelemetry): boolean {
  return traces.provider === 'foreign' || (traces.provider === 'own' && traces.exporters.length > 0);
}

function tracing({ facts, activeTracing }: Evidence): string[] {
  const explanation = facts?.explanation;
  if (!explanation) return [];
  const { traces, invocation, settings } = explanation;
  const problems: string[] = [];
  if (traces.provider === 'none') problems.push('Telemetry is off: remove OTEL_SDK_DISABLED=true.');
  else if (!recordsSpans(explanation)) {
    const source = settings.find(({ name }) => name === 'traces')?.source ?? 'default';
    problems.push(`Spans go nowhere (${source}): set OTEL_TRACES_EXPORTER to xray or otlp, or the option traces.`);
  } else if (invocation && !invocation.sampled) {
    problems.push(`The invocation is not sampled: ${invocation.explanation} Look at OTEL_TRACES_SAMPLER.`);
  }
  if (activeTracing === false && traces.exporters.includes('xray')) {
    problems.push('Active tracing is off, so that X-Ray gets no spans: set "Tracing: Active" in the template.');
  }
  if (traces.exporters.includes('xray') && !facts.variables.AWS_XRAY_DAEMON_ADDRESS) {
    problems.push('There is no X-Ray daemon: AWS_XRAY_DAEMON_ADDRESS is not set. Lambda sets it; export elsewhere.');
  }
  return problems;
}

function variables({ facts }: Evidence): string[] {
  return Object.keys(facts?.variables ?? {}).flatMap((name) => {
    const successor = DEPRECATED[name];
    if (successor) return [`${name} is deprecated: use ${successor}.`];
    if (isKnownVariable(name)) return [];
    const closest = closestVariable(name);
    return [`${name} is not a variable that is read: ${closest ? `did you mean ${closest}?` : 'remove it.'}`];
  });
}

/** What the function itself has warned of, with the error that explains it. */
function said({ report: { logs, rejections } }: Evidence): string[] {
  return [
    ...logs.flatMap(({ json }) => {
      const { level, message, error }: Values = json ?? {};
      if ((level !== 'WARN' && level !== 'ERROR') || typeof message !== 'string' || !message.startsWith(OWN)) return [];
      const cause = recordOf(error).message;
      return [`${message.slice(OWN.length)}${typeof cause === 'string' ? ` ${cause}` : ''}`];
    }),
    ...rejections.map((rejection) => `X-Ray would refuse a document: ${JSON.stringify(rejection)}`),
  ];
}

function losses(evidence: Evidence): string[] {
  const explanation = evidence.facts?.explanation;
  if (!explanation) return [];
  const { lateFlushes, droppedLines } = explanation;
  // The function has warned of each of them, unless it was told to say nothing.
  const counted = (said(evidence).length > 0 ? [] : (['traces', 'metrics', 'logs'] as const)).flatMap((signal) =>
    Object.entries(explanation[signal].dropped).map(
      ([reason, count]) => `The exporters of ${signal} have lost ${count} (${reason}): OTEL_LOG_LEVEL=warn says why.`,
    ),
  );
  if (said(evidence).length === 0) {
    counted.push(
      ...(explanation.earlyInstruments ?? []).map(
        (instrument) =>
          `An instrument was made before telemetry was set up and does nothing (${instrument}): import "otel-powertools/register" first.`,
      ),
    );
  }
  if (lateFlushes > 0) {
    counted.push(`${lateFlushes} flushes took too long: is the endpoint reachable? Else raise flushTimeoutMillis.`);
  }
  if (droppedLines > 0) counted.push(`stdout did not take ${droppedLines} lines: log less at a time.`);
  return counted;
}
