/** How `node --inspect` is asked for. */
export interface InspectSettings {
  /** The port of the first process; the others take the ones after it. 0: any that is free, for each. */
  readonly port: number;
  /** Whether a process waits for the debugger, and stops, before its first line. */
  readonly waits: boolean;
}

/** What is done when a process says something of its inspector. */
export interface InspectorListener {
  notice(text: string): void;
  /** A debugger has attached, or is waited for. */
  attached(): void;
  /** The process has come to its end, and stays for its debugger. */
  leaving(): void;
}

/** The inspector of one process. */
export interface Inspector {
  /** The argument of `node`. */
  readonly argument: string;
  /** Takes a line of stderr. Whether it was of the inspector, and not of the function. */
  heeds(line: string): boolean;
  /** Gives the port back. */
  release(): void;
}

/** The ports of the inspectors of this local Lambda's processes: a process that takes the place of another has its port. */
export class InspectorPorts {
  readonly #settings: InspectSettings;
  readonly #taken = new Set<number>();

  constructor(settings: InspectSettings) {
    this.#settings = settings;
  }

  lease(listener: InspectorListener): Inspector {
    const { port: base, waits } = this.#settings;
    let port = base;
    while (port > 0 && this.#taken.has(port)) port += 1;
    this.#taken.add(port);
    if (waits) listener.attached();
    return {
      argument: `--inspect${waits ? '-brk' : ''}=127.0.0.1:${port}`,
      heeds: (line) => heed(line, listener),
      release: () => this.#taken.delete(port),
    };
  }
}

const LISTENING = /^Debugger listening on (ws:\S+)$/;
const FAILED = /^Starting inspector on \S+ failed: (.+)$/;
const ATTACHED = 'Debugger attached.';
const LEAVING = 'Waiting for the debugger to disconnect...';
const OTHERS = /^(For help, see: \S+|Debugger ending on ws:\S+)$/;

/** Node.js tells of its inspector on stderr, and in no other way. */
function heed(line: string, listener: InspectorListener): boolean {
  const [, url] = line.match(LISTENING) ?? [];
  const [, reason] = line.match(FAILED) ?? [];
  if (url) listener.notice(`a debugger can attach to ${url}`);
  else if (reason) listener.notice(`no debugger can attach: ${reason}`);
  else if (line === ATTACHED) listener.attached();
  else if (line === LEAVING) listener.leaving();
  else return OTHERS.test(line);
  return true;
}
