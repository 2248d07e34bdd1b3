import { jsonLine, textLine } from './console-format.js';

/** The invocation that code runs in. */
export interface CurrentInvocation {
  requestId(): string | undefined;
  tenantId(): string | undefined;
}

export interface ConsoleOptions {
  /** On Lambda Managed Instances every line is JSON. */
  readonly overlaps: boolean;
  readonly current: CurrentInvocation;
  readonly write: (text: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

/** By importance; `console.log` is that of INFO. */
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** Makes `console` write as it does in Lambda: by AWS_LAMBDA_LOG_FORMAT and AWS_LAMBDA_LOG_LEVEL, all of it to stdout. */
export function patchConsole({ overlaps, current, write, env = process.env }: ConsoleOptions): void {
  const json = overlaps || env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === 'JSON';
  const toLine = json ? jsonLine : textLine;
  const least = LEVELS.indexOf(env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase() ?? '');
  for (const [priority, level] of LEVELS.entries()) {
    const log = (message?: unknown, ...more: unknown[]): void => {
      const [requestId, tenantId] = [current.requestId(), current.tenantId()];
      write(`${toLine({ level, requestId, tenantId, message, more })}\n`);
    };
    const method = priority >= least ? log : ignore;
    Reflect.set(console, level.toLowerCase(), method);
    if (level === 'INFO') Reflect.set(console, 'log', method);
  }
}

function ignore(): void {}
