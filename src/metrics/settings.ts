import { isNamespace, NAMESPACE_RULE } from '../../exporters/emf/document/limits.js';
import { configuredOptions } from '../telemetry/settings/held-settings.js';
import { DEFAULT_NAMESPACE, settings } from '../telemetry/settings/settings.js';
import type { MetricsOptions } from './options.js';

type Environment = Readonly<Record<string, string | undefined>>;
type Warn = (message: string) => void;

/** The settings of one Metrics instance. */
export interface MetricsSettings {
  readonly disabled: boolean;
  readonly functionName: string | undefined;
  /** The value of the dimension `service`: known at first need, because `configure` may come after the constructor. */
  service(): string;
  namespace(): string;
}

const TRUE = /^\s*(1|y|yes|t|true|on)\s*$/i;
const FALSE = /^\s*(0|n|no|f|false|off)\s*$/i;

/** Option over `configure` over environment; the environment is that of the constructor. */
export function readMetricsSettings(
  options: MetricsOptions,
  warn: Warn,
  env: Environment = process.env,
): MetricsSettings {
  const { customConfigService } = options;
  const serviceOption = text(options.serviceName) ?? text(customConfigService?.getServiceName());
  const namespaceOption = text(options.namespace) ?? text(customConfigService?.getNamespace());
  const serviceVariable = text(env.POWERTOOLS_SERVICE_NAME);
  const namespaceVariable = text(env.POWERTOOLS_METRICS_NAMESPACE);
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
    disabled: isDisabled(env, warn),
    functionName: text(options.functionName) ?? text(env.POWERTOOLS_METRICS_FUNCTION_NAME),
    service: () => serviceOption ?? text(configuredOptions().service) ?? serviceVariable ?? settings().service,
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

function isDisabled(env: Environment, warn: Warn): boolean {
  const wanted = text(env.POWERTOOLS_METRICS_DISABLED);
  if (wanted && TRUE.test(wanted)) return true;
  if (wanted && FALSE.test(wanted)) return false;
  if (wanted) warn(`POWERTOOLS_METRICS_DISABLED is "${wanted}"; set it to true or false. It is ignored.`);
  return TRUE.test(env.POWERTOOLS_DEV ?? '');
}
