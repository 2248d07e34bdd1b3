/** How `node --inspect` is asked for. */
export interface InspectSettings {
  /** The port of the first process; the others take the ones after it. 0: any that is free, for each. */
  readonly port: number;
  /** Whether a process waits for the debugger, and stops, before its first line. */
  readonly waits: boolean;
}

/** What Node.js says of its inspector on stderr. */
export type InspectorEvent =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'attached' | 'leaving' | 'other' };

/** The inspector of one process. */
export interface InspectorLease {
  /** The argument of `node`. */
  readonly argument: string;
  /** Whether the process waits for the debugger. */
  readonly waits: boolean;
  /** Gives the port back. */
  readonly release: () => void;
}

/** The ports of the inspectors of this local Lambda's processes: a process that takes the place of another has its port. */
export class InspectorPorts {
  readonly #settings: InspectSettings;
  readonly #taken = new Set<number>();

  constructor(settings: InspectSettings) {
    this.#settings = settings;
  }

  lease(): InspectorLease {
    const { port: base, waits } = this.#settings;
    let port = base;
    while (port > 0 && this.#taken.has(port)) port += 1;
    this.#taken.add(port);
    return {
      argument: `--inspect${waits ? '-brk' : ''}=127.0.0.1:${port}`,
      waits,
      release: () => this.#taken.delete(port),
    };
  }
}

const LISTENING = /^Debugger listening on (ws:\S+)$/;
const FAILED = /^Starting inspector on \S+ failed: (.+)$/;
const OTHERS = /^(For help, see: \S+|Debugger ending on ws:\S+)$/;

/** Undefined for what the function has written itself. */
export function readInspectorLine(line: string): InspectorEvent | undefined {
  const [, url] = line.match(LISTENING) ?? [];
  if (url) return { kind: 'listening', url };
  const [, reason] = line.match(FAILED) ?? [];
  if (reason) return { kind: 'failed', reason };
  if (line === 'Debugger attached.') return { kind: 'attached' };
  if (line === 'Waiting for the debugger to disconnect...') return { kind: 'leaving' };
  return OTHERS.test(line) ? { kind: 'other' } : undefined;
}
