import { diag } from '@opentelemetry/api';

/** The part of a Node.js `Writable` that a line needs. `process.stdout` is one; so is any stream of a test. */
export interface LineStream {
  /** Takes a line; `callback` is called when the operating system has it, or cannot have it. */
  write(chunk: string, callback?: (error?: Error | null) => void): boolean;
  /** What was written but not handed to the operating system yet. */
  readonly writableLength?: number;
  /** What broke the stream, if something has. */
  readonly errored?: Error | null;
  /** How many listeners there are for errors: whether somebody else looks after them. */
  listenerCount(event: 'error'): number;
  /** Has `listener` called at the next error. */
  once(event: 'error', listener: () => void): unknown;
}

export interface LineWriterOptions {
  /** Where lines go. Default: `process.stdout`. */
  readonly stream?: LineStream;
  /** How much may wait for a reader that does not keep up before lines are dropped. Default: 8,388,608 characters. */
  readonly maxPending?: number;
}

/** Writes whole lines, and says when, and whether, the operating system has them. */
export interface LineWriter {
  /**
   * Writes `line` and its newline in one piece. `true`: the operating system has it. `false`: it could not be written,
   * which was counted and reported. A promise, which never rejects, of the one or the other when the reader does not keep up:
   * who must not end (or be frozen) before the line is out awaits it, or `flush`.
   */
  write(line: string): boolean | Promise<boolean>;
  /** Opens the stream ahead of the first line, which Node takes a millisecond for. */
  prepare(): void;
  /** Resolves once nothing waits any more; undefined where nothing does. */
  flush(): Promise<void> | undefined;
  /** Lines that could not be written so far. */
  readonly dropped: number;
}

const DEFAULT_MAX_PENDING = 8 * 1024 * 1024;

/**
 * A line writer over one stream. It goes to the stream and not through `console`, which Lambda replaces: there a line
 * gets a prefix, or is wrapped as a string into another JSON object, or vanishes below the log level.
 */
export function createLineWriter(options: LineWriterOptions = {}): LineWriter {
  let opened = options.stream;
  const open = (): LineStream => {
    opened ??= process.stdout;
    return opened;
  };
  const maxPending = options.maxPending ?? DEFAULT_MAX_PENDING;
  let dropped = 0;
  /** Of the line that has waited least. */
  let last: Promise<boolean> | undefined;

  const lose = (why: string, error?: unknown): false => {
    dropped += 1;
    if (dropped === 1) {
      diag.error(
        `otel-powertools: a line could not be written: ${why}. Further ones are counted, not reported.`,
        error ?? '',
      );
    }
    return false;
  };

  const fail = (stream: LineStream, error: unknown): false => {
    // The stream emits the error next; with nobody listening that would end the process over a log line.
    if (stream.listenerCount('error') === 0) stream.once('error', ignore);
    return lose('the output cannot be written to', error);
  };

  const writeAndWait = (stream: LineStream, text: string): boolean | Promise<boolean> => {
    let outcome: boolean | undefined;
    let settle: ((written: boolean) => void) | undefined;
    stream.write(text, (error) => {
      outcome = error ? fail(stream, error) : true;
      settle?.(outcome);
    });
    if (outcome !== undefined) return outcome;
    const written = new Promise<boolean>((resolve) => {
      settle = (outcome) => {
        if (last === written) last = undefined;
        resolve(outcome);
      };
    });
    last = written;
    return written;
  };

  const write = (line: string): boolean | Promise<boolean> => {
    const stream = open();
    const waiting = stream.writableLength;
    if (waiting !== undefined && waiting > maxPending) {
      return lose(`the reader of the output is more than ${maxPending} characters behind`);
    }
    try {
      if (waiting !== 0) return writeAndWait(stream, `${line}\n`);
      stream.write(`${line}\n`);
      // Nothing waits in the stream, so the write went through: a callback would say so only with the next tick.
      if (stream.writableLength === 0) return stream.errored ? fail(stream, stream.errored) : true;
      // An empty write is done when all before it is.
      return writeAndWait(stream, '');
    } catch (error) {
      return lose('the output cannot be written to', error);
    }
  };

  return {
    write,
    prepare: () => void open(),
    // A stream finishes its writes in order.
    flush: () => last?.then(ignore),
    get dropped() {
      return dropped;
    },
  };
}

/** Exporters stand alone, so this is not in the state that the rest of the package shares. */
const STDOUT_WRITER = Symbol.for('otel-powertools.stdout');

/** The writer to `process.stdout` that all copies of this package share, so that their order and their limit are one. */
export function stdoutLineWriter(): LineWriter {
  // Under this symbol there is only ever what this function has put there.
  const holder = globalThis as { [STDOUT_WRITER]?: LineWriter };
  holder[STDOUT_WRITER] ??= createLineWriter();
  return holder[STDOUT_WRITER];
}

function ignore(): void {}
