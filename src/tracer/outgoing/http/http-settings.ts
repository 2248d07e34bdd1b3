import { once } from '../../../shared/process-state.js';
import { isCaptured } from '../../../telemetry/export/exporters.js';

declare module '../../../shared/process-state.js' {
  interface ProcessState {
    httpSettings: HttpSettings;
  }
}

/** How outgoing HTTP requests are captured. */
export interface CaptureHttpRequestsOptions {
  /**
   * Hosts whose requests are left alone: no span, no headers. A name is that host; one that begins with a dot is every
   * host below it, too.
   */
  readonly ignoreHosts?: readonly (string | RegExp)[] | undefined;
  /** Whether the URL of a span keeps its query; signatures and credentials in it are left out. Default false. */
  readonly recordQuery?: boolean | undefined;
}

/** What all who asked for capturing want together: a request is captured once, whoever asked. */
export interface HttpSettings {
  readonly ignoredHosts: Set<string | RegExp>;
  recordQuery: boolean;
  /** Whether somebody wants it who traces; else only those do who trace while a test captures what they record. */
  always: boolean;
}

export function httpSettings(): HttpSettings {
  return once('httpSettings', () => ({ ignoredHosts: new Set(), recordQuery: false, always: false }));
}

/** Whether requests are captured now. */
export function isCapturing(): boolean {
  return httpSettings().always || isCaptured();
}

export function addHttpSettings({ ignoreHosts = [], recordQuery = false }: CaptureHttpRequestsOptions): void {
  const settings = httpSettings();
  for (const host of ignoreHosts) settings.ignoredHosts.add(typeof host === 'string' ? host.toLowerCase() : host);
  settings.recordQuery ||= recordQuery;
}

export function isIgnoredHost(host: string): boolean {
  for (const pattern of httpSettings().ignoredHosts) if (matches(host.toLowerCase(), pattern)) return true;
  return false;
}

function matches(host: string, pattern: string | RegExp): boolean {
  if (typeof pattern !== 'string') return host.search(pattern) >= 0;
  return host === pattern || (pattern.startsWith('.') && (host.endsWith(pattern) || host === pattern.slice(1)));
}
