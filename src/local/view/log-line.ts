import { readConsoleLine } from '../console-line.js';
import type { LogLine } from '../report.js';
import { SAID_ONCE } from './said-once.js';
import { printable, type Style } from './style.js';

const LEVEL_WIDTH = 8;

/**
 * A log line for a terminal: level, message and the keys that are its own. Of what `console` has written, Lambda's prefix is
 * told in the same way, and a message of several lines has several; any other line is shown as it is.
 */
export function renderLogLine({ json, text, stream }: LogLine, style: Style): string[] {
  if (json && typeof json.level === 'string') return [jsonLine(json, json.level, style)];
  const written = readConsoleLine(text);
  if (!written) return [stream === 'stderr' ? style.yellow(printable(text)) : printable(text)];
  const level = levelStyle(written.level, style)(written.level.padEnd(LEVEL_WIDTH));
  const [first = '', ...more] = written.message.split('\n').map(printable);
  return [`${level} ${first}`, ...more.map((line) => `${' '.repeat(LEVEL_WIDTH)} ${line}`)];
}

function jsonLine(json: NonNullable<LogLine['json']>, written: string, style: Style): string {
  const keys = Object.entries(json)
    .filter(([key]) => !SAID_ONCE.has(key))
    .map(([key, value]) => `${key}=${valueText(value)}`);
  const level = levelStyle(written, style)(printable(written).padEnd(LEVEL_WIDTH));
  const location = typeof json.location === 'string' ? `  ${style.dim(printable(json.location))}` : '';
  return `${level} ${printable(valueText(json.message))}${keys.length > 0 ? `  ${style.dim(printable(keys.join(' ')))}` : ''}${location}`;
}

function levelStyle(level: string, style: Style): (text: string) => string {
  if (level === 'ERROR' || level === 'CRITICAL' || level === 'FATAL') return style.red;
  if (level === 'WARN') return style.yellow;
  return level === 'INFO' ? style.green : style.dim;
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  const { name, message } = value as { name?: unknown; message?: unknown };
  return typeof name === 'string' && typeof message === 'string' ? `${name}: ${message}` : JSON.stringify(value);
}
