import { once } from '../../shared/process-state.js';
import type { TelemetryOptions } from './options.js';
import type { Settings } from './settings.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    settings: SettingsHolder;
  }
}

interface SettingsHolder {
  options: TelemetryOptions;
  resolved: Settings | undefined;
  /** The service that a `Logger` or a `Tracer` was given, for spans whose service is named nowhere else. */
  suggestedService?: string;
  /** Takes down what was made from the settings, so that they can be resolved anew. Only tests do that. */
  reopen?: () => void;
}

/** The settings of this process, as they are held. */
export function settingsHolder(): SettingsHolder {
  return once('settings', () => ({ options: {}, resolved: undefined }));
}

/** What `setOptions` was given so far; does not fix anything. */
export function configuredOptions(): TelemetryOptions {
  return settingsHolder().options;
}
