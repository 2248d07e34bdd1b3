import { readSafely } from './read-safely.js';

const POSITION = /^(.+):(\d+):\d+$/;

/** `file:line` of the innermost frame of a stack trace; empty where there is none. */
export function locationOfStack(stack: unknown): string {
  if (typeof stack !== 'string') return '';
  let start = stack.indexOf('\n    at ');
  while (start !== -1) {
    const end = stack.indexOf('\n', start + 1);
    const location = locationOfFrame(stack.slice(start + 5, end === -1 ? undefined : end));
    if (location) return location;
    start = end;
  }
  return '';
}

const STANDARD = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/** What a log line shows of an error, in this order: name, location, message, stack, cause, the errors of an AggregateError, own properties. */
export function errorEntries(error: Error): [string, unknown][] {
  const stack = readSafely(error, 'stack');
  const entries: [string, unknown][] = [
    ['name', readSafely(error, 'name')],
    ['location', locationOfStack(stack)],
    ['message', readSafely(error, 'message')],
    ['stack', stack],
    ['cause', readSafely(error, 'cause')],
  ];
  const errors = readSafely(error, 'errors');
  if (errors !== undefined) entries.push(['errors', errors]);
  for (const key of Object.keys(error)) if (!STANDARD.has(key)) entries.push([key, readSafely(error, key)]);
  return entries;
}

/** `file:line` of one frame: `    at name (file:line:column)` or `    at file:line:column`. */
function locationOfFrame(frame: string): string | undefined {
  const bare = frame.endsWith('\\') ? frame.slice(0, -1) : frame;
  const place = bare.endsWith(')') ? bare.slice(bare.lastIndexOf('(') + 1, -1) : bare.replace(/^at (?:async )?/, '');
  const position = POSITION.exec(place);
  return position ? `${position[1]}:${position[2]}` : undefined;
}
