import type { LogLine } from '../report.js';
import { printable, type Style } from './style.js';

/** Said once for the invocation, or of no interest to somebody at a terminal. */
const HIDDEN = new Set([
  'level',
  'message',
  'timestamp',
  'location',
  'service',
  'cold_start',
  'function_name',
  'function_memory_size',
  'function_arn',
  'function_request_id',
  'xray_trace_id',
  'trace_id',
  'span_id',
  'sampling_rate',
]);

const LEVEL_WIDTH = 8;

/** A log line for a terminal: level, message and the keys that are its own; a line that is no JSON is shown as it is. */
export function renderLogLine({ json, text, stream }: LogLine, style: Style): string {
  if (!json || typeof json.level !== 'string') {
    return stream === 'stderr' ? style.yellow(printable(text)) : printable(text);
  }
  const keys = Object.entries(json)
    .filter(([key]) => !HIDDEN.has(key))
    .map(([key, value]) => `${key}=${valueText(value)}`);
  const level = levelStyle(json.level, style)(printable(json.level).padEnd(LEVEL_WIDTH));
  const location = typeof json.location === 'string' ? `  ${style.dim(printable(json.location))}` : '';
  return `${level} ${printable(valueText(json.message))}${keys.length > 0 ? `  ${style.dim(printable(keys.join(' ')))}` : ''}${location}`;
}

function levelStyle(level: string, style: Style): (text: string) => string {
  if (level === 'ERROR' || level === 'CRITICAL') return style.red;
  if (level === 'WARN') return style.yellow;
  return level === 'INFO' ? style.green : style.dim;
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  const { name, message } = value as { name?: unknown; message?: unknown };
  return typeof name === 'string' && typeof message === 'string' ? `${name}: ${message}` : JSON.stringify(value);
}
