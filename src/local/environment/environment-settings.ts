import type { Endpoints } from '../functions/function-environment.js';
import type { NodeExecutable } from '../functions/node-executable.js';
import type { InspectorPorts } from './inspect/inspector.js';

/** What the environments of all functions have in common. */
export interface EnvironmentSettings {
  readonly endpoints: Pick<Endpoints, 'dynamodb' | 'lambda' | 'ssm'>;
  /** The file that the process runs, and its first arguments: our bootstrap, or that of the official runtime. */
  readonly runtime: readonly string[];
  /** The `node` that runs it. */
  readonly node: NodeExecutable;
  /** How long the output of an invocation may take to arrive after its end, in milliseconds. */
  readonly outputLimitMillis: number;
  /** Files of extensions that run in processes of their own, and what runs them. */
  readonly extensions: readonly string[];
  readonly extensionRunner: string;
  /** The tables there are, to explain failures with. */
  readonly tables: readonly string[];
  /** How many invocations a process works on at a time, as on Lambda Managed Instances; undefined: one after the other. */
  readonly maxConcurrency: number | undefined;
  /** Ports for debuggers; undefined where nobody debugs. */
  readonly inspectorPorts: InspectorPorts | undefined;
  /** Whether Lambda's own START, END and REPORT lines are among the log lines. */
  readonly platformLogs: boolean;
  /** What happens outside of any invocation, in one line. */
  readonly onNotice: (message: string) => void;
}
