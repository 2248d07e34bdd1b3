import type { SigningScope } from '../../signing/sigv4.js';
import type { ExporterOf } from './export.js';
import { importInstalled } from './import-installed.js';
import type { OtlpSignal } from './otlp.js';

type Environment = Readonly<Record<string, string | undefined>>;

const classNames: Readonly<Record<OtlpSignal, string>> = {
  traces: 'OTLPTraceExporter',
  metrics: 'OTLPMetricExporter',
  logs: 'OTLPLogExporter',
};

const packageNames: Readonly<Record<OtlpSignal, string>> = { traces: 'trace', metrics: 'metrics', logs: 'logs' };

const DEFAULT_PROTOCOL = 'http/protobuf';

const suffixes: Readonly<Record<string, string>> = { 'http/protobuf': 'proto', 'http/json': 'http' };

/** Says what is not as it was asked for. */
type Warn = (message: string) => void;

// https://xray.<region>.amazonaws.com/v1/traces, https://logs.<region>.amazonaws.com/v1/logs, and as there for metrics.
const AWS_HOST =
  /^(?<service>xray|logs|monitoring)\.(?<region>[a-z]{2}-[a-z-]+-\d)\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/;

/** With which service and region to sign what is sent to AWS; undefined for any other endpoint. */
export function signingScopeOf(signal: OtlpSignal, env: Environment): SigningScope | undefined {
  const endpoint =
    env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`]?.trim() || env.OTEL_EXPORTER_OTLP_ENDPOINT?.trim();
  if (!endpoint || !URL.canParse(endpoint)) return undefined;
  const { service, region } = AWS_HOST.exec(new URL(endpoint).hostname)?.groups ?? {};
  return service && region ? { service, region } : undefined;
}

/** An `http.Agent`, made when the exporter needs it. */
type AgentFactory = (protocol: string) => Promise<object>;

type OtlpExporterClass<TItems> = new (options: { httpAgentOptions?: AgentFactory }) => ExporterOf<TItems>;

/**
 * The user's installed OTLP exporter of a signal; it reads `OTEL_EXPORTER_OTLP_*` by itself.
 *
 * @param warn - Handed over, not imported: what is imported by a module that is loaded on demand, a bundler evaluates on
 * demand too, and V8 then parses it twice.
 */
export async function createOtlpExporter<TItems>(signal: OtlpSignal, warn: Warn): Promise<ExporterOf<TItems>> {
  const protocol = protocolOf(signal, process.env, warn);
  const name = `@opentelemetry/exporter-${packageNames[signal]}-otlp-${suffixes[protocol]}`;
  const loaded = await importInstalled(name).catch((cause: unknown) => {
    throw new Error(`It needs the package ${name}: install it, or pass an exporter object.`, { cause });
  });
  // The packages of this family each export one class by the name of its signal.
  const OtlpExporter = (loaded as Record<string, OtlpExporterClass<TItems> | undefined>)[classNames[signal]];
  if (!OtlpExporter) throw new Error(`${name} has no export ${classNames[signal]}.`);
  const scope = signingScopeOf(signal, process.env);
  if (!scope) return new OtlpExporter({});
  const { createSigningAgent } = await import('./signing-agent.js');
  return new OtlpExporter({ httpAgentOptions: async (protocol) => createSigningAgent(protocol, scope) });
}

function protocolOf(signal: OtlpSignal, env: Environment, warn: Warn): string {
  const wanted =
    env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_PROTOCOL`] ?? env.OTEL_EXPORTER_OTLP_PROTOCOL ?? DEFAULT_PROTOCOL;
  if (Object.hasOwn(suffixes, wanted)) return wanted;
  warn(
    `otel-powertools: the OTLP protocol "${wanted}" is not supported; ${Object.keys(suffixes).join(', ')} are. ${DEFAULT_PROTOCOL} is used.`,
  );
  return DEFAULT_PROTOCOL;
}
