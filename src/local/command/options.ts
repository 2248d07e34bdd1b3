import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { InspectSettings } from '../environment/inspect/inspector.js';
import { LocalLambdaError, messageOf } from '../errors.js';

const OPTIONS = {
  port: { type: 'string' },
  event: { type: 'string', multiple: true },
  dynamodb: { type: 'string' },
  queue: { type: 'string', multiple: true },
  claims: { type: 'string' },
  template: { type: 'string' },
  timeout: { type: 'string' },
  memory: { type: 'string' },
  concurrency: { type: 'string' },
  concurrent: { type: 'string' },
  inspect: { type: 'string' },
  'inspect-brk': { type: 'string' },
  node: { type: 'string' },
  'platform-logs': { type: 'boolean' },
  env: { type: 'string', multiple: true },
  extension: { type: 'string', multiple: true },
  ric: { type: 'boolean' },
  'no-ui': { type: 'boolean' },
  'ui-port': { type: 'string' },
  history: { type: 'string' },
  json: { type: 'boolean' },
  'no-color': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} satisfies ParseArgsConfig['options'];

/** That of `node`. */
const DEFAULT_INSPECTOR_PORT = 9229;

/** What was written after `otel-powertools dev` or `invoke`. */
export interface CommandOptions {
  readonly functions: readonly string[];
  readonly port: number | undefined;
  readonly events: readonly string[];
  readonly dynamodb: string | undefined;
  /** `NAME` or `NAME=FUNCTION`. */
  readonly queues: readonly string[];
  /** JSON, or the name of a file with it. */
  readonly claims: string | undefined;
  readonly template: string | undefined;
  readonly timeoutMillis: number | undefined;
  readonly memorySize: number | undefined;
  readonly concurrency: number | undefined;
  /** How many invocations one process works on at a time. */
  readonly concurrent: number | undefined;
  readonly inspect: InspectSettings | undefined;
  readonly node: string | undefined;
  readonly platformLogs: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly extensions: readonly string[];
  readonly ric: boolean;
  readonly ui: boolean;
  readonly uiPort: number | undefined;
  /** How many invocations are kept. */
  readonly history: number | undefined;
  readonly json: boolean;
  readonly noColor: boolean;
  readonly help: boolean;
}

export function readOptions(command: string, args: readonly string[]): CommandOptions {
  const { values, positionals } = parse(command, args);
  return {
    functions: positionals,
    port: wholeNumber('port', values.port, 0, 65_535),
    events: values.event ?? [],
    dynamodb: url('dynamodb', values.dynamodb),
    queues: values.queue ?? [],
    claims: values.claims,
    template: values.template,
    timeoutMillis: seconds('timeout', values.timeout),
    memorySize: wholeNumber('memory', values.memory, 1, 1_000_000),
    concurrency: wholeNumber('concurrency', values.concurrency, 1, 1000),
    concurrent: wholeNumber('concurrent', values.concurrent, 1, 1000),
    inspect: inspector('inspect-brk', values['inspect-brk']) ?? inspector('inspect', values.inspect),
    node: values.node,
    platformLogs: values['platform-logs'] ?? false,
    env: Object.fromEntries((values.env ?? []).map(environmentVariable)),
    extensions: values.extension ?? [],
    ric: values.ric ?? false,
    ui: !values['no-ui'],
    uiPort: wholeNumber('ui-port', values['ui-port'], 0, 65_535),
    history: wholeNumber('history', values.history, 1, 100_000),
    json: values.json ?? false,
    noColor: values['no-color'] ?? false,
    help: values.help ?? false,
  };
}

function parse(command: string, args: readonly string[]) {
  try {
    // As with `node`, the port of a debugger may be left out.
    const whole = args.map((arg) => (/^--inspect(-brk)?$/.test(arg) ? `${arg}=${DEFAULT_INSPECTOR_PORT}` : arg));
    return parseArgs({ args: whole, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const [problem] = messageOf(error).split('. ');
    throw new LocalLambdaError(`${problem}. See: otel-powertools ${command} --help`);
  }
}

function wholeNumber(name: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new LocalLambdaError(`--${name} ${text}: not a whole number from ${least} to ${most}.`);
}

/** `PORT`, or `HOST:PORT` as `node` takes it, where the host is this one. */
function inspector(name: string, text: string | undefined): InspectSettings | undefined {
  const port = wholeNumber(name, text?.replace(/^(127\.0\.0\.1|localhost):/, ''), 0, 65_535);
  return port === undefined ? undefined : { port, waits: name === 'inspect-brk' };
}

function seconds(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  // Lambda's own limit is 15 minutes; part of a second is for trying out what a time-out does.
  if (/^\d*\.?\d+$/.test(text) && value > 0 && value <= 900) return Math.round(value * 1000);
  throw new LocalLambdaError(`--${name} ${text}: not a number of seconds up to 900.`);
}

function url(name: string, text: string | undefined): string | undefined {
  if (text === undefined || /^https?:\/\/[^/]/.test(text)) return text;
  throw new LocalLambdaError(`--${name} ${text}: not a URL such as http://127.0.0.1:8000.`);
}

function environmentVariable(text: string): [string, string] {
  const split = text.indexOf('=');
  if (split > 0) return [text.slice(0, split), text.slice(split + 1)];
  throw new LocalLambdaError(`--env ${text}: write it as KEY=VALUE.`);
}
