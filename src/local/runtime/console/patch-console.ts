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

const METHODS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** Makes `console` write as it does in Lambda: by AWS_LAMBDA_LOG_FORMAT and AWS_LAMBDA_LOG_LEVEL, all of it to stdout. */
export function patchConsole({ overlaps, current, write, env = process.env }: ConsoleOptions): void {
  const json = overlaps || env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === 'JSON';
  const toLine = json ? jsonLine : textLine;
  const least = Math.max(
    0,
    METHODS.findIndex((method) => method === env.AWS_LAMBDA_LOG_LEVEL?.toLowerCase()),
  );
  for (const [priority, method] of METHODS.entries()) {
    const log = (message?: unknown, ...more: unknown[]): void => {
      const [requestId, tenantId] = [current.requestId(), current.tenantId()];
      write(`${toLine({ level: method.toUpperCase(), requestId, tenantId, message, more })}\n`);
    };
    Reflect.set(console, method, priority >= least ? log : ignore);
  }
  console.log = console.info;
}

function ignore(): void {}
