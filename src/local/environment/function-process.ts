import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { deferred } from '../deferred.js';
import type { LogLine } from '../report.js';
import { OutputReader } from './output-reader.js';

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProcessOptions {
  /** The file of `node`. */
  readonly node: string;
  /** The arguments of `node`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly onLine: (stream: LogLine['stream'], line: string) => void;
}

/** The process that a function runs in, and what it writes. */
export class FunctionProcess {
  readonly #child: ChildProcess;
  #gone = false;
  readonly #outputs: readonly OutputReader[];
  /** Resolves at the end of the process. */
  readonly ended: Promise<ProcessEnd>;
  /** Resolves when the process has ended and all of its output was read. */
  readonly closed: Promise<void>;

  constructor({ node, args, env, cwd, onLine }: ProcessOptions) {
    const child = spawn(node, args, {
      cwd,
      env,
      // The fourth is the lifeline: its end tells the child that this process is gone, however it went.
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // A group of its own: Ctrl-C reaches this process alone, which then ends the function and whatever that has started.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.#child = child;
    const ended = deferred<ProcessEnd>();
    const closed = deferred<void>();
    this.ended = ended.promise;
    this.closed = closed.promise;
    this.#outputs = (['stdout', 'stderr'] as const).map(
      (stream) => new OutputReader(readable(child[stream]), (line) => onLine(stream, line)),
    );
    // A child that ends takes its end of the lifeline along: no error of ours.
    child.stdio[3]?.on('error', () => {});
    child.once('error', (error) => {
      onLine('stderr', error.message);
      ended.resolve({ code: 1, signal: null });
      closed.resolve();
    });
    child.once('exit', (code, signal) => {
      // Whatever the function has started would keep its output open.
      this.kill();
      this.#gone = true;
      ended.resolve({ code, signal });
    });
    child.once('close', () => closed.resolve());
  }

  /** Undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Ends the process, and the processes that it has started, at once. */
  kill(): void {
    const { pid } = this.#child;
    // The id of a process that is gone may be another's by now.
    if (pid === undefined || this.#gone) return;
    try {
      if (process.platform === 'win32') this.#child.kill('SIGKILL');
      else process.kill(-pid, 'SIGKILL');
    } catch {
      // There is none of them left.
    }
  }

  /** Asks the process to end. */
  terminate(): void {
    if (!this.#gone) this.#child.kill('SIGTERM');
  }

  /** Resolves when the output of the invocation was read, or after `limitMs`. */
  async endOfOutput(requestId: string, limitMs: number): Promise<void> {
    await Promise.all(this.#outputs.map((output) => output.endOf(requestId, limitMs)));
  }
}

function readable(stream: Readable | null): Readable {
  if (!stream) throw new Error('The output of a function is always a pipe.');
  return stream;
}
