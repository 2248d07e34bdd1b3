import type { EntryLog, InvocationEntry } from './invocation-entry.js';

/** A log line, with the invocation that it belongs to. */
export interface SessionLog extends EntryLog {
  readonly sequence: number;
  readonly requestId: string;
  readonly functionName: string;
  readonly trigger: string;
}

/** As many lines as somebody looks through. */
const MAX_LINES = 5000;

/** The newest log lines of the invocations after `sequence`, the oldest first. */
export function logsAfter(entries: readonly Buffer[], sequence: number): SessionLog[] {
  const found: SessionLog[][] = [];
  let count = 0;
  for (let index = entries.length - 1; index >= 0 && count < MAX_LINES; index--) {
    // Written by `Session`.
    const entry: InvocationEntry = JSON.parse(entries[index]?.toString('utf8') ?? '{}');
    if (entry.sequence <= sequence) break;
    const { requestId, functionName, trigger } = entry;
    const lines = entry.logLines.map((line) => ({
      ...line,
      sequence: entry.sequence,
      requestId,
      functionName,
      trigger,
    }));
    found.push(lines);
    count += lines.length;
  }
  return found.reverse().flat().slice(-MAX_LINES);
}
