import type { HandlerReference } from './handler-reference.js';

/** One function of the local Lambda. */
export interface FunctionDefinition {
  readonly name: string;
  /** `<file>.<export>` below `taskRoot`, as in Lambda's Handler setting. */
  readonly handler: string;
  /** Absolute path: LAMBDA_TASK_ROOT. */
  readonly taskRoot: string;
  readonly module: HandlerReference;
  readonly timeoutMillis: number;
  /** Megabytes. Told to the function, not enforced. */
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** A well-formed account id that belongs to nobody. */
export const ACCOUNT_ID = '123456789012';

export function regionOf(env: NodeJS.ProcessEnv): string {
  return env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1';
}

export function functionArn(name: string, region: string): string {
  return `arn:aws:lambda:${region}:${ACCOUNT_ID}:function:${name}`;
}
