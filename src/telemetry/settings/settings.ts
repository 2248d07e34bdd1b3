import { type Attributes, diag } from '@opentelemetry/api';
import { checkOptionNames, type OptionNames } from '../../../exporters/option-names.js';
import type { ParentPolicy } from '../../invocation/trace-context/parent.js';
import { type Environment, readList, readNumber, readOneOf, readSwitch, readText } from '../../settings/read.js';
import type { VariableOf } from '../../settings/variables.js';
import { ensureDiagnostics } from '../diagnostics/diagnostics.js';
import type { RedactionPolicy } from '../redaction/policy.js';
import { settingsHolder } from './held-settings.js';
import type {
  AnyExporter,
  ExporterChoice,
  ExportMode,
  LogsExporterName,
  MetricsExporterName,
  TelemetryOptions,
  TracesExporterName,
} from './options.js';

/** Every setting, resolved: code over `POWERTOOLS_*` over `OTEL_*` over default. */
export interface Settings {
  readonly service: string;
  readonly namespace: string;
  readonly inLambda: boolean;
  readonly disabled: boolean;
  readonly traces: readonly (TracesExporterName | AnyExporter)[];
  readonly metrics: readonly (MetricsExporterName | AnyExporter)[];
  readonly logs: readonly (LogsExporterName | AnyExporter)[];
  readonly resourceAttributes: Attributes;
  readonly sampler: string;
  readonly samplerArgument: string | undefined;
  readonly propagators: readonly string[];
  /** Whether X-Ray is named as a destination or a format: by whoever set up a provider of their own, too. */
  readonly xrayNamed: boolean;
  /** Whether spans get to X-Ray by another way than its daemon, as far as the settings say: by somebody else, or as OTLP. */
  readonly xrayReached: boolean;
  readonly parent: ParentPolicy;
  /** Whether message, stack and causes of an error are recorded, or only that there was one. */
  readonly captureErrors: boolean;
  /** Whether secrets are masked in what is captured without having been asked for, and in the texts of errors. */
  readonly maskSecrets: boolean;
  readonly exportMode: ExportMode;
  readonly exportBatchMillis: number;
  readonly exportBatchBytes: number;
  readonly flushTimeoutMillis: number;
  readonly deadlineMarginMillis: number | undefined;
}

export const DEFAULT_SERVICE = 'service_undefined';
export const DEFAULT_NAMESPACE = 'default_namespace';
const DEFAULT_FLUSH_TIMEOUT_MILLIS = 500;
const DEFAULT_BATCH_MILLIS = 10_000;
const DEFAULT_BATCH_BYTES = 262_144;

interface ExporterSetting<TName extends string> {
  readonly variable: VariableOf<'list'>;
  readonly names: readonly TName[];
  readonly fallback: TName;
}

const NAMES: OptionNames<TelemetryOptions> = {
  service: true,
  namespace: true,
  traces: true,
  metrics: true,
  logs: true,
  resourceAttributes: true,
  redact: true,
  maskSecrets: true,
  parent: true,
  flushTimeoutMillis: true,
  deadlineMarginMillis: true,
  exportMode: true,
  exportBatchMillis: true,
  exportBatchBytes: true,
};

const REDACTION_NAMES: OptionNames<RedactionPolicy> = {
  keys: true,
  paths: true,
  patterns: true,
  replacement: true,
};

const PARENT_POLICIES: readonly ParentPolicy[] = ['auto', 'xray', 'w3c'];
const EXPORT_MODES: readonly ExportMode[] = ['after-response', 'before-response', 'batch'];

/** Resolves every setting; pure but for warnings. */
export function readSettings(options: TelemetryOptions = {}, env: Environment = process.env): Settings {
  const inLambda = Boolean(env.AWS_LAMBDA_FUNCTION_NAME?.trim());
  const fromResource = parseResourceAttributes(readList(env, 'OTEL_RESOURCE_ATTRIBUTES'));
  const resourceService = fromResource['service.name'];
  return {
    service:
      options.service?.trim() ||
      readText(env, 'POWERTOOLS_SERVICE_NAME', 'OTEL_SERVICE_NAME') ||
      (typeof resourceService === 'string' && resourceService) ||
      DEFAULT_SERVICE,
    namespace: options.namespace?.trim() || readText(env, 'POWERTOOLS_METRICS_NAMESPACE') || DEFAULT_NAMESPACE,
    inLambda,
    disabled: readOneOf(env, 'OTEL_SDK_DISABLED', ['true', 'false'], 'it counts as false') === 'true',
    // As everywhere, code wins over POWERTOOLS_*, which wins over OTEL_*.
    traces: resolveExporters(
      options.traces ?? (readSwitch(env, 'POWERTOOLS_TRACE_ENABLED') ? undefined : 'none'),
      env,
      {
        variable: 'OTEL_TRACES_EXPORTER',
        names: ['xray', 'otlp', 'console', 'none'],
        fallback: defaultTraces(env, inLambda),
      },
    ),
    metrics: resolveExporters(options.metrics, env, {
      variable: 'OTEL_METRICS_EXPORTER',
      names: ['emf', 'otlp', 'console', 'none'],
      fallback: 'emf',
    }),
    logs: resolveExporters(options.logs, env, {
      variable: 'OTEL_LOGS_EXPORTER',
      names: ['json', 'otlp', 'console', 'none'],
      fallback: 'json',
    }),
    resourceAttributes: { ...fromResource, ...options.resourceAttributes },
    sampler: readText(env, 'OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on',
    samplerArgument: readText(env, 'OTEL_TRACES_SAMPLER_ARG'),
    xrayNamed: isXRayNamed(options, env),
    xrayReached: options.parent === 'xray' || isXRayNamed(options, env) || isOtlpToXRay(options, env),
    propagators: propagatorsOf(readList(env, 'OTEL_PROPAGATORS')),
    parent: resolveParentPolicy(options.parent),
    captureErrors: readSwitch(env, 'POWERTOOLS_TRACER_CAPTURE_ERROR'),
    maskSecrets: options.maskSecrets ?? readSwitch(env, 'POWERTOOLS_TRACER_MASK_SECRETS'),
    exportMode: resolveExportMode(options.exportMode, env),
    exportBatchMillis:
      options.exportBatchMillis ?? readNumber(env, ['POWERTOOLS_EXPORT_BATCH_MILLIS']) ?? DEFAULT_BATCH_MILLIS,
    exportBatchBytes:
      options.exportBatchBytes ?? readNumber(env, ['POWERTOOLS_EXPORT_BATCH_BYTES']) ?? DEFAULT_BATCH_BYTES,
    flushTimeoutMillis: options.flushTimeoutMillis ?? DEFAULT_FLUSH_TIMEOUT_MILLIS,
    deadlineMarginMillis: options.deadlineMarginMillis,
  };
}

/** Whether SAM or Amplify imitates Lambda: there is no daemon that segment documents could be sent to. */
export function isEmulated(env: Environment): boolean {
  return (
    readText(env, 'AWS_SAM_LOCAL') !== undefined || readText(env, 'AWS_EXECUTION_ENV') === 'AWS_Lambda_amplify-mock'
  );
}

/** The settings in force: resolved at first need, then fixed, because providers are made from them. */
export function settings(): Settings {
  const held = settingsHolder();
  if (held.resolved) return held.resolved;
  ensureDiagnostics();
  held.resolved = readSettings(held.options);
  return held.resolved;
}

/**
 * Refuses options that there are not, of `configure` and of what it nests.
 *
 * @throws {TypeError} it names the option, and the one that was probably meant.
 */
export function checkTelemetryOptions(owner: string, options: TelemetryOptions): void {
  checkOptionNames(owner, options, NAMES);
  checkOptionNames(`The option redact of ${owner}`, options.redact, REDACTION_NAMES);
}

/** Adds options to those that the settings are resolved from; those that come too late are named in a warning. */
export function setOptions(options: TelemetryOptions): void {
  const held = settingsHolder();
  if (sameOptions(held.options, options)) return;
  if (held.resolved && !held.reopen) {
    diag.warn(
      `otel-powertools: telemetry is already running; the options ${Object.keys(options).join(', ')} come too late and are ignored. Call configure() or withPowertools() at module level, before anything is logged, traced or measured.`,
    );
    return;
  }
  held.reopen?.();
  held.resolved = undefined;
  held.options = { ...held.options, ...options };
}

function propagatorsOf(names: readonly string[]): readonly string[] {
  return names.length > 0 ? names : ['xray', 'tracecontext', 'baggage'];
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

function resolveExporters<TName extends string>(
  choice: ExporterChoice<TName> | undefined,
  env: Environment,
  { variable, names, fallback }: ExporterSetting<TName>,
): readonly (TName | AnyExporter)[] {
  const wanted = choice ?? readList(env, variable);
  const chosen: (TName | AnyExporter)[] = [];
  for (const item of isList<string | AnyExporter>(wanted) ? wanted : [wanted]) {
    if (typeof item !== 'string') {
      chosen.push(item);
      continue;
    }
    const known = names.find((name) => name === item.toLowerCase());
    if (known) chosen.push(known);
    else
      diag.warn(
        `otel-powertools: the exporter "${item}" (${variable}) is not known; using ${names.join(', ')} is possible. It is ignored.`,
      );
  }
  return (chosen.length === 0 ? [fallback] : chosen).filter((item) => item !== 'none');
}

function resolveExportMode(wanted: ExportMode | undefined, env: Environment): ExportMode {
  if (wanted && !EXPORT_MODES.includes(wanted)) {
    diag.warn(
      `otel-powertools: the export mode "${wanted}" is not one of ${EXPORT_MODES.join(', ')}; after-response is used.`,
    );
    return 'after-response';
  }
  return wanted ?? readOneOf(env, 'POWERTOOLS_EXPORT_MODE', EXPORT_MODES, 'after-response is used') ?? 'after-response';
}

function resolveParentPolicy(wanted: ParentPolicy = 'auto'): ParentPolicy {
  if (PARENT_POLICIES.includes(wanted)) return wanted;
  diag.warn(
    `otel-powertools: the parent policy "${wanted}" is not one of ${PARENT_POLICIES.join(', ')}; auto is used.`,
  );
  return 'auto';
}

/** `xray-lambda` is for those who report to X-Ray; `xray` is a format that others read and write as well. */
function isXRayNamed({ traces = [] }: TelemetryOptions, env: Environment): boolean {
  return (
    [traces, readList(env, 'OTEL_TRACES_EXPORTER')].flat().includes('xray') ||
    readList(env, 'OTEL_PROPAGATORS').includes('xray-lambda')
  );
}

/** X-Ray takes OTLP at an endpoint of its own, and knows the spans by the same ids. */
function isOtlpToXRay({ traces }: TelemetryOptions, env: Environment): boolean {
  const endpoint = readText(env, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT') ?? '';
  return (
    /^https:\/\/xray\./.test(endpoint) && [traces ?? readList(env, 'OTEL_TRACES_EXPORTER')].flat().includes('otlp')
  );
}

function defaultTraces(env: Environment, inLambda: boolean): TracesExporterName {
  return inLambda && !isEmulated(env) ? 'xray' : 'none';
}

function parseResourceAttributes(pairs: readonly string[]): Attributes {
  const attributes: Attributes = {};
  for (const pair of pairs) {
    const separator = pair.indexOf('=');
    if (separator < 1) {
      diag.warn(`otel-powertools: "${pair}" in OTEL_RESOURCE_ATTRIBUTES is not of the form key=value. It is ignored.`);
      continue;
    }
    const value = pair.slice(separator + 1).trim();
    try {
      attributes[pair.slice(0, separator).trim()] = decodeURIComponent(value);
    } catch {
      attributes[pair.slice(0, separator).trim()] = value;
    }
  }
  return attributes;
}

/** Equal, or with equal members: two handlers may well spell the same list or object out. */
function isSame(held: unknown, wanted: unknown): boolean {
  if (Object.is(held, wanted)) return true;
  if (typeof held !== 'object' || typeof wanted !== 'object' || held === null || wanted === null) return false;
  const names = Object.keys(wanted);
  return (
    names.length === Object.keys(held).length &&
    names.every((name) => Object.is(Reflect.get(held, name), Reflect.get(wanted, name)))
  );
}

function sameOptions(held: TelemetryOptions, wanted: TelemetryOptions): boolean {
  return Object.entries(wanted).every(([name, value]) => value === undefined || isSame(Reflect.get(held, name), value));
}
