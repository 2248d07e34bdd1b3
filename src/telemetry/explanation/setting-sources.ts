import { variables } from '../../settings/variables.js';
import type { Settings } from '../settings/settings.js';

/** The settings of telemetry that are told, in this order. Those that `configure` takes have the option's name. */
export const EXPLAINED_SETTINGS = [
  'service',
  'namespace',
  'disabled',
  'traces',
  'metrics',
  'logs',
  'sampler',
  'samplerArgument',
  'propagators',
  'parent',
  'captureErrors',
  'maskSecrets',
  'exportMode',
  'exportBatchMillis',
  'exportBatchBytes',
  'flushTimeoutMillis',
  'deadlineMarginMillis',
] as const satisfies readonly (keyof Settings)[];

type ExplainedName = (typeof EXPLAINED_SETTINGS)[number];

/** The variables that decide about a setting: the first one that is set wins. */
export function variablesOf(setting: ExplainedName): readonly string[] {
  return Object.entries(variables)
    .filter(([, variable]) => variable.setting === setting)
    .map(([name]) => name);
}
