import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { createTables, startDynamoDB, type TableDefinition } from './dynamodb/dynamodb.js';
import type { EnvironmentSettings } from './environment/environment-settings.js';
import { InspectorPorts, type InspectSettings } from './environment/inspect/inspector.js';
import { LocalLambdaError } from './errors.js';
import { defineFunctions } from './functions/define-functions.js';
import { type FunctionDefinition, regionOf } from './functions/function-definition.js';
import { LocalFunctions } from './functions/local-functions.js';
import { nodeExecutable } from './functions/node-executable.js';
import { officialRuntime } from './functions/official-runtime.js';
import { watchSources } from './functions/source-watcher.js';
import { HttpFront } from './http/http-front.js';
import type { Route } from './http/routes.js';
import { PageServer } from './page-server/page-server.js';
import { TableReader } from './page-server/tables.js';
import type { FunctionFailure, InvocationReport } from './report.js';
import { AwsServices } from './services/aws-services.js';
import { withQueues } from './services/queue-option.js';
import { joinTriggers, type Triggers, triggersOf } from './services/triggers.js';
import type { HistoryLimits } from './session/bounded-history.js';
import { DEFAULT_HISTORY, Session } from './session/session.js';
import type { Template } from './template/template.js';
import { type TracedInvocation, tracedInvocation } from './view/joined-trace.js';

/** By when an invocation's output has certainly arrived, should the mark of its end be lost. */
const OUTPUT_LIMIT_MS = 1000;
/** The official runtime marks no end: what comes later than this counts for the next invocation. */
const UNMARKED_OUTPUT_LIMIT_MS = 30;

export interface LocalLambdaOptions {
  /** `<file>.<export>` of each function, relative to `cwd`; those of the template when there are none. */
  readonly functions?: readonly string[];
  /** Default: the current directory. It is LAMBDA_TASK_ROOT of the functions named in `functions`. */
  readonly cwd?: string;
  /** An AWS SAM template; default: the one beside each handler, or above it up to `cwd`. `false`: none. */
  readonly template?: string | false;
  /** Port of the HTTP front on 127.0.0.1; default: any that is free. */
  readonly port?: number;
  /** Time-out of every function in milliseconds; default: the template's, else Lambda's own 3 seconds. */
  readonly timeoutMillis?: number;
  /** Megabytes that the functions are told they have; default: the template's, else 128. */
  readonly memorySize?: number;
  /**
   * Environments of each function that are loaded ahead, default: 1. When all of them are busy, another is started, as in
   * Lambda: the invocation waits for its cold start.
   */
  readonly concurrency?: number;
  /**
   * Invocations that one process works on at a time, on worker threads, as on Lambda Managed Instances; default: one after
   * the other.
   */
  readonly maxConcurrency?: number;
  /** Has a debugger attach to the functions' processes. One that has attached stops the time-outs of its process. */
  readonly inspect?: InspectSettings;
  /** Adds the START, END and REPORT lines that Lambda itself writes to the log lines of an invocation; default: no. */
  readonly platformLogs?: boolean;
  /** Environment variables for every function, on top of the template's. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Queues whose messages go to functions, beside those of the template: `NAME=FUNCTION`, or `NAME` for the first function.
   * A queue that the template does not have is created, with the defaults of SQS.
   */
  readonly queues?: readonly string[];
  /**
   * Claims that each request comes with, as if its token had them; default: those of the token in its `Authorization`, whose
   * signature is not checked, where the template has an authorizer.
   */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** URL of a DynamoDB to use; default: one in memory, started and ended with the local Lambda. */
  readonly dynamodb?: string;
  /** The `node` that runs the functions, relative to `cwd` or on the PATH; default: the one that runs this. */
  readonly node?: string;
  /** Runs the functions under the user's installed `aws-lambda-ric`. */
  readonly ric?: boolean;
  /** Files of extensions to run beside each environment, relative to `cwd`, as Lambda runs those in /opt/extensions. */
  readonly extensions?: readonly string[];
  /** Loads the functions again after a change to a source below their task roots; default: no. */
  readonly watch?: boolean;
  /** Where `bootstrap.js` and `typescript-loader.js` are; default: beside this module, or where the package builds them. */
  readonly runtimeFolder?: string;
  /** Serves the page that shows the session; default: no. */
  readonly ui?: boolean;
  /** Port of the page on 127.0.0.1; default: 3210, or any that is free where that is in use. */
  readonly uiPort?: number;
  /** How much of the past the page and `/api/invocations` have; default: 1,000 invocations, 64 MB. */
  readonly history?: Partial<HistoryLimits>;
  /** Called with every finished invocation as JSON in one line: what `/api/invocations` gives. */
  readonly onEntry?: (json: string) => void;
  /**
   * Called with every finished invocation, before its caller gets the answer; `related` gives the invocations that it came
   * from or led to so far, through calls, queues and buses.
   */
  readonly onReport?: (report: InvocationReport, related: () => readonly TracedInvocation[]) => void;
  /** Called with what happens outside of any invocation, in one line. */
  readonly onNotice?: (notice: string) => void;
}

export interface LocalLambda {
  /** The HTTP front: routes as API Gateway serves them, and Lambda's Invoke API. */
  readonly url: string;
  /** The page that shows the session; undefined without one. */
  readonly pageUrl: string | undefined;
  readonly functions: readonly FunctionDefinition[];
  readonly routes: readonly Route[];
  readonly dynamodb: { readonly url: string; readonly tables: readonly string[] };
  /** What sends events to the functions, beside requests. The queues are at `url`. */
  readonly triggers: Triggers;
  /** Handlers that could not be loaded. They are tried again when an event comes. */
  readonly loadFailures: ReadonlyMap<string, FunctionFailure>;
  /** Sends a JSON event to a function. It never rejects for what goes wrong in the function: that is in the report. */
  invoke(
    functionName: string,
    event: unknown,
    options?: { readonly trigger?: string; readonly tenantId?: string },
  ): Promise<InvocationReport>;
  /** Ends every process, socket and server. */
  close(): Promise<void>;
}

/**
 * Runs Lambda functions on this machine: each in processes of its own under Lambda's Runtime API, with an HTTP front, an
 * X-Ray daemon and a DynamoDB, all on the loopback interface.
 *
 * @throws LocalLambdaError with one line to show when a function, a port, a template or a table is not as it should be.
 *
 * @example
 * const lambda = await startLocalLambda({ functions: ['examples/orders/handler.handler'] });
 * const report = await lambda.invoke('orders', { order_id: '1' });
 * await lambda.close();
 */
export async function startLocalLambda(options: LocalLambdaOptions = {}): Promise<LocalLambda> {
  const cwd = path.resolve(options.cwd ?? '.');
  const region = regionOf(process.env);
  const history = { ...DEFAULT_HISTORY, ...options.history };
  const session = new Session(history);
  const notice = (text: string): void => {
    session.notice(text);
    options.onNotice?.(text);
  };
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const front = await HttpFront.listen(options.port ?? 0);
    closing.push(() => front.close());
    const { functions, templates } = defineFunctions({
      ...{ ...options, handlers: options.functions ?? [], cwd, region, endpoint: front.url },
    });
    for (const problem of templates.flatMap(({ problems }) => problems)) notice(problem);
    const tables = distinctTables(templates);
    const bootstrap = bootstrapIn(options.runtimeFolder);
    const built = path.dirname(bootstrap);
    const node = nodeExecutable(options.node, cwd);
    const runtime = options.ric
      ? [path.join(built, 'official-bootstrap.js'), officialRuntime(cwd, functions, node)]
      : [bootstrap];
    const triggers = triggersBetween(functions, templates, options.queues ?? []);
    const parameters = templates.flatMap((template) => template.parameters);
    const services = new AwsServices(front.url, region, { triggers, parameters }, notice);
    const dynamodb = options.dynamodb ? undefined : await startDynamoDB();
    if (dynamodb) closing.push(() => dynamodb.close());
    const dynamodbUrl = options.dynamodb ?? dynamodb?.url ?? '';
    await createTables(dynamodbUrl, tables, region);
    const settings: EnvironmentSettings = {
      endpoints: { dynamodb: dynamodbUrl, lambda: front.url, ssm: parameters.length > 0 ? front.url : undefined },
      runtime,
      node,
      outputLimitMillis: options.ric ? UNMARKED_OUTPUT_LIMIT_MS : OUTPUT_LIMIT_MS,
      extensions: extensionFiles(options.extensions ?? [], cwd),
      extensionRunner: path.join(built, 'extension-runner.js'),
      tables: tables.map(({ TableName }) => TableName),
      maxConcurrency: options.maxConcurrency,
      inspectorPorts: options.inspect && new InspectorPorts(options.inspect),
      platformLogs: options.platformLogs ?? false,
      onNotice: notice,
    };
    const running = new LocalFunctions(functions, settings, region, {
      started: (begun) => session.begin(begun),
      loaded: (name, failure) => session.loaded(name, failure),
      finished: (report) => {
        const entry = session.end(report);
        options.onReport?.(report, () => session.related(report.requestId).map(tracedInvocation));
        options.onEntry?.(entry);
      },
    });
    closing.push(() => running.close());
    const loadFailures = await running.load(options.concurrency ?? 1);
    throwIfNotExported(loadFailures);
    const routes = routesOf(functions, templates);
    front.serve({ functions: running, routes, services, claims: options.claims, region });
    services.start(running);
    closing.push(() => services.close());
    if (options.watch) {
      const taskRoots = [...new Set(functions.map(({ taskRoot }) => taskRoot))];
      const unwatch = watchSources(taskRoots, (file) => {
        notice(`${path.relative(cwd, file)} has changed and is loaded: the next invocation is a cold start.`);
        // Ahead of the next event: what does not compile is told at once.
        const reload = running.renew().then(() => running.load(options.concurrency ?? 1));
        // The local Lambda is being closed.
        reload.catch(() => {});
      });
      closing.push(async () => unwatch());
    }
    const page = options.ui
      ? await PageServer.listen(options.uiPort, path.join(built, 'page'), {
          ...{ session, functions: running, definitions: functions, routes, url: front.url, cwd, history },
          tables: new TableReader(dynamodbUrl, region),
        })
      : undefined;
    if (page) closing.push(() => page.close());
    return {
      url: front.url,
      pageUrl: page?.url,
      functions,
      routes,
      triggers,
      dynamodb: { url: dynamodbUrl, tables: tables.map(({ TableName }) => TableName) },
      loadFailures,
      invoke: (name, event, { trigger = 'invoke', tenantId } = {}) =>
        running.invoke(name, JSON.stringify(event) ?? 'null', { trigger, tenantId }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function extensionFiles(files: readonly string[], cwd: string): string[] {
  const found = files.map((file) => path.resolve(cwd, file));
  const missing = found.find((file) => !existsSync(file));
  if (missing) throw new LocalLambdaError(`There is no extension ${missing}.`);
  return found;
}

/** A mistake in the command and not in the function's code: no event will ever find the handler. */
function throwIfNotExported(failures: ReadonlyMap<string, FunctionFailure>): void {
  for (const { errorType, errorMessage } of failures.values()) {
    if (errorType === 'Runtime.HandlerNotFound') throw new LocalLambdaError(errorMessage);
  }
}

/** What the templates and `--queue` have sent to the running functions. */
function triggersBetween(
  functions: readonly FunctionDefinition[],
  templates: readonly Template[],
  queues: readonly string[],
): Triggers {
  const described = joinTriggers(templates.map(({ triggers }) => triggers));
  const names = functions.map(({ name }) => name);
  return triggersOf(names, withQueues(queues, functions, described));
}

/** The routes that the templates give the running functions; where there are none, the first function gets everything. */
function routesOf(functions: readonly FunctionDefinition[], templates: readonly Template[]): Route[] {
  const names = functions.map(({ name }) => name);
  const described = templates
    .flatMap((template) => template.functions)
    .flatMap(({ routes }) => routes)
    .filter(({ functionName }) => names.includes(functionName));
  const [first] = names;
  return described.length > 0 || !first ? described : [{ functionName: first, method: 'ANY', path: '$default' }];
}

/** One table of each name: templates of several functions may declare the same one. */
function distinctTables(templates: readonly Template[]): TableDefinition[] {
  const tables = new Map<string, TableDefinition>();
  for (const table of templates.flatMap((template) => template.tables)) {
    const other = tables.get(table.TableName);
    if (other && !isDeepStrictEqual(other.KeySchema, table.KeySchema)) {
      throw new LocalLambdaError(
        `Two templates declare the table "${table.TableName}" with different keys. Give one of them a TableName.`,
      );
    }
    tables.set(table.TableName, table);
  }
  return [...tables.values()];
}

function bootstrapIn(folder: string | undefined): string {
  const here = fileURLToPath(new URL('.', import.meta.url));
  // Built, this module may be in a chunk one folder below; run from source, the package is built beside it.
  const candidates = folder ? [folder] : [here, path.join(here, '..'), path.join(here, '../../dist/bin')];
  const found = candidates.map((candidate) => path.join(candidate, 'bootstrap.js')).find((file) => existsSync(file));
  if (!found)
    throw new LocalLambdaError(`There is no bootstrap.js in ${candidates.join(' or ')}. Build the package first.`);
  return found;
}
