import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

// Set off by characters that no text holds.
const MARK_START = '\u0000otel-powertools:end ';
const MARK_END = '\u0000';

/** A line without an end is handed over in pieces, lest it fill the memory. */
const LINE_LIMIT = 4 * 1024 * 1024;
/** Longer than a mark: one that has arrived in part must stay in one piece. */
const KEPT_FOR_MARK = 200;
const MARKS_KEPT = 2000;

/** What our bootstrap writes to stdout and stderr after an invocation, so that its output is known to be complete. */
export function endOfInvocationMark(requestId: string): string {
  return MARK_START + requestId + MARK_END;
}

/** Reads the lines of one output of a function's process, and sees where an invocation's output ends. */
export class OutputReader {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  readonly #waiting = new Set<(requestId: string | undefined) => void>();
  #rest = '';
  /** Marks that came before anybody waited for them. */
  readonly #ended = new Set<string>();
  #closed = false;

  constructor(stream: Readable, onLine: (line: string) => void) {
    this.#onLine = onLine;
    stream.on('data', (chunk: Buffer) => this.#read(this.#decoder.write(chunk)));
    stream.on('close', () => this.#close());
  }

  /** Resolves when the output of the invocation has been read, when the process has ended, or after `limitMs`. */
  async endOf(requestId: string, limitMs: number): Promise<void> {
    if (this.#closed || this.#ended.delete(requestId)) return;
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(onMark);
        resolve();
      };
      const onMark = (ended: string | undefined): void => {
        if (ended === undefined || this.#ended.delete(requestId)) finish();
      };
      const timer = setTimeout(finish, limitMs);
      this.#waiting.add(onMark);
    });
    this.#flushRest();
  }

  #read(text: string): void {
    const lines = text.split('\n');
    lines[0] = this.#rest + lines[0];
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#readLine(line);
    // A mark has no line end, so as not to add one to what follows. A long line comes in many pieces: it is searched once.
    const mark = text.includes(MARK_END) ? splitAtMark(this.#rest) : undefined;
    if (!mark) {
      this.#bound();
      return;
    }
    this.#rest = mark.after;
    this.#readMark(mark);
  }

  #bound(): void {
    if (this.#rest.length <= LINE_LIMIT) return;
    const piece = this.#rest.slice(0, -KEPT_FOR_MARK);
    this.#rest = this.#rest.slice(-KEPT_FOR_MARK);
    this.#emit(piece);
  }

  #readLine(line: string): void {
    const mark = splitAtMark(line);
    if (mark) {
      this.#readMark(mark);
      this.#readLine(mark.after);
    } else this.#emit(line);
  }

  #readMark({ before, requestId }: { before: string; requestId: string }): void {
    if (before) this.#emit(before);
    // Of an invocation that timed out the mark comes when nobody waits any more.
    if (this.#ended.size >= MARKS_KEPT) this.#ended.clear();
    this.#ended.add(requestId);
    for (const waiting of [...this.#waiting]) waiting(requestId);
  }

  #emit(line: string): void {
    this.#onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  }

  #flushRest(): void {
    const rest = this.#rest;
    this.#rest = '';
    if (rest) this.#emit(rest);
  }

  #close(): void {
    this.#read(this.#decoder.end());
    this.#flushRest();
    this.#closed = true;
    for (const waiting of [...this.#waiting]) waiting(undefined);
  }
}

/** Finds a mark, wherever in a line it stands: output before it may lack its line end. */
function splitAtMark(line: string): { before: string; requestId: string; after: string } | undefined {
  const start = line.indexOf(MARK_START);
  const end = start < 0 ? -1 : line.indexOf(MARK_END, start + MARK_START.length);
  if (end < 0) return undefined;
  return {
    before: line.slice(0, start),
    requestId: line.slice(start + MARK_START.length, end),
    after: line.slice(end + MARK_END.length),
  };
}
