/** An error behind the one that was thrown, as X-Ray's documents have it. */
export interface ExceptionDocument {
  readonly type: string;
  readonly message: string;
  readonly stack: readonly { readonly path: string; readonly line: number; readonly label: string }[];
}

/** Causes may be circular, and errors hold each other without end. */
const MAX_CAUSES = 10;
const MAX_FRAMES = 50;
const MAX_MESSAGE = 2000;
const FRAME = /^\s*at (?:(.+?) \()?((?:file:\/\/|node:|\/|[A-Za-z]:[\\/])[^()]*?):(\d+)(?::\d+)?\)?$/;

/** The causes of an error and the errors that it gathers, the nearest first. */
export function causesOf(thrown: unknown): ExceptionDocument[] {
  const seen = new Set<unknown>([thrown]);
  const waiting = behind(thrown);
  const found: ExceptionDocument[] = [];
  for (let next = waiting.shift(); next !== undefined && found.length < MAX_CAUSES; next = waiting.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    found.push(describe(next));
    waiting.push(...behind(next));
  }
  return found;
}

function behind(thrown: unknown): unknown[] {
  if (!(thrown instanceof Error)) return [];
  const { cause } = thrown;
  const errors: unknown = Reflect.get(thrown, 'errors');
  return [...(cause === undefined ? [] : [cause]), ...(Array.isArray(errors) ? errors : [])];
}

function describe(thrown: unknown): ExceptionDocument {
  if (!(thrown instanceof Error))
    return { type: typeof thrown, message: String(thrown).slice(0, MAX_MESSAGE), stack: [] };
  const lines = typeof thrown.stack === 'string' ? thrown.stack.split('\n').slice(0, MAX_FRAMES) : [];
  return {
    type: String(thrown.name || 'Error'),
    message: String(thrown.message).slice(0, MAX_MESSAGE),
    stack: lines.flatMap((line) => {
      const [, label = '<anonymous>', path, number] = line.match(FRAME) ?? [];
      return path === undefined ? [] : [{ path, line: Number(number), label }];
    }),
  };
}
