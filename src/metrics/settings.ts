import { isNamespace, NAMESPACE_RULE } from '../../exporters/emf/document/limits.js';
import { type Environment, readFlag, readText } from '../settings/read.js';
import { configuredOptions } from '../telemetry/settings/held-settings.js';
import { serviceReader } from '../telemetry/settings/service.js';
import { DEFAULT_NAMESPACE } from '../telemetry/settings/settings.js';
import type { MetricsOptions } from './options.js';

type Warn = (message: string) => void;

/** The settings of one Metrics instance. */
export interface MetricsSettings {
  readonly disabled: boolean;
  readonly functionName: string | undefined;
  /** The value of the dimension `service`: known at first need, because `configure` may come after the constructor. */
  service(): string;
  namespace(): string;
}

/** Option over `configure` over environment; the environment is that of the constructor. */
export function readMetricsSettings(
  options: MetricsOptions,
  warn: Warn,
  env: Environment = process.env,
): MetricsSettings {
  const { customConfigService } = options;
  const serviceOption = text(options.serviceName) ?? text(customConfigService?.getServiceName?.());
  const namespaceOption = text(options.namespace) ?? text(customConfigService?.getNamespace?.());
  const namespaceVariable = readText(env, 'POWERTOOLS_METRICS_NAMESPACE');
  let namespace: string | undefined;

  const resolveNamespace = (): string => {
    const found = namespaceOption ?? text(configuredOptions().namespace) ?? namespaceVariable;
    if (!found) {
      warn(
        `No namespace is set: metrics go to "${DEFAULT_NAMESPACE}". Set it in the constructor or as POWERTOOLS_METRICS_NAMESPACE.`,
      );
    }
    if (!found || isNamespace(found)) return found ?? DEFAULT_NAMESPACE;
    warn(`CloudWatch does not take the namespace "${found}": metrics go to "${DEFAULT_NAMESPACE}". ${NAMESPACE_RULE}`);
    return DEFAULT_NAMESPACE;
  };

  return {
    disabled: readFlag(env, 'POWERTOOLS_METRICS_DISABLED', warn) ?? readFlag(env, 'POWERTOOLS_DEV', warn) ?? false,
    functionName: text(options.functionName) ?? readText(env, 'POWERTOOLS_METRICS_FUNCTION_NAME'),
    service: serviceReader(serviceOption, env),
    namespace: () => {
      namespace ??= resolveNamespace();
      return namespace;
    },
  };
}

function text(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === '' ? undefined : trimmed;
}
