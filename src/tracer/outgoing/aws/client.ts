import { type Context, context, diag, type Span, trace } from '@opentelemetry/api';
import { recordFailure } from '../../../invocation/span/invocation-span.js';
import { quietSpan } from '../../../invocation/span/quiet-span.js';
import { suppressTracing } from '../../../shared/suppress-tracing.js';
import { asObject, asText, attempt, type UnknownObject } from '../../../shared/unknown.js';
import { discardSpan } from '../../../telemetry/traces/invocation-spans.js';
import { VERSION } from '../../../version.js';
import { awsTraceHeader, callContext, isTraceHeader, outgoingTrace, TRACE_HEADER } from '../outgoing-trace.js';
import { describeAnswer } from './describe-answer.js';
import { type AwsCall, describeCall } from './describe-call.js';
import { injectTrace } from './inject.js';
import { linksToSenders } from './receive.js';

/** How the calls of a client are captured. */
export interface CaptureAWSv3ClientOptions {
  /**
   * Whether JSON payloads that have no other place for a trace get one, as their member `_otel`: EventBridge details,
   * Kinesis records and Step Functions inputs. Default true.
   */
  readonly injectIntoPayloads?: boolean | undefined;
}

interface MiddlewareArguments {
  readonly input: object;
  readonly request?: unknown;
}
interface MiddlewareResult {
  readonly output: unknown;
}
type Next = (args: MiddlewareArguments) => Promise<MiddlewareResult>;
interface HandlerContext {
  readonly clientName?: string;
  readonly commandName?: string;
}
type Middleware = (next: Next, context: HandlerContext) => Next;

/** The part of an AWS SDK v3 client that is used: its own middleware stack. */
interface AwsClient {
  readonly middlewareStack: { add(middleware: Middleware, options: object): void };
  readonly config?: unknown;
}

interface PreparedCall {
  /** Absent where somebody else's instrumentation has the call's span. */
  readonly span: Span | undefined;
  readonly context: Context;
  readonly input: object;
}

/**
 * Gives every call of an AWS SDK v3 client a span, and passes the trace on to the service and through it, by the
 * client's own middleware: nothing is patched, so it works in bundles too. The client given is the client returned; to
 * capture it again changes no more than the options. What is no such client is returned as it is, and reported.
 *
 * @example
 * const orders = captureAWSv3Client(new DynamoDBClient({}));
 */
export function captureAWSv3Client<Client>(client: Client, options: CaptureAWSv3ClientOptions = {}): Client {
  return captureClient(client, () => true, options);
}

/**
 * The same, for who may begin to trace, or stop, later.
 *
 * @param isOn - Asked at each call: whether it is captured.
 */
export function captureClient<Client>(
  client: Client,
  isOn: () => boolean,
  options: CaptureAWSv3ClientOptions = {},
): Client {
  if (!isAwsClient(client)) {
    diag.warn(
      'otel-powertools: captureAWSv3Client was given what is no AWS SDK v3 client; its calls are not captured.',
    );
    return client;
  }
  const add = (middleware: Middleware, name: string, step: string): void =>
    // `override` replaces what an earlier capture has added. Last in its step: the input is then what will be sent.
    client.middlewareStack.add(middleware, { name, step, priority: 'low', override: true });
  add(spanMiddleware(client, isOn, options), 'otelPowertoolsSpan', 'initialize');
  add(headerMiddleware(isOn), 'otelPowertoolsTraceHeader', 'build');
  return client;
}

function isAwsClient(client: unknown): client is AwsClient {
  return typeof asObject(asObject(client)?.middlewareStack)?.add === 'function';
}

async function regionOf(config: unknown): Promise<string | undefined> {
  try {
    const region = asObject(config)?.region;
    const value: unknown = typeof region === 'function' ? await region() : region;
    return asText(value);
  } catch {
    // No region configured: the call itself will say so.
    return undefined;
  }
}

/** The span that OpenTelemetry's own instrumentation of the SDK has made for this very call. */
function spanOfInstrumentation(active: Context): Span | undefined {
  const span = trace.getSpan(active);
  const attributes = asObject(asObject(span)?.attributes);
  return attributes && [attributes['rpc.system'], attributes['rpc.system.name']].includes('aws-api') ? span : undefined;
}

function callOf({ clientName = 'AWS', commandName = 'Unknown' }: HandlerContext, input: object): AwsCall {
  return {
    service: clientName.replace(/Client$/, ''),
    operation: commandName.replace(/Command$/, ''),
    // Every property of an object is readable as unknown.
    input: input as UnknownObject,
  };
}

/** What `getSignedUrl` has the client's middleware give it, in place of a call: the request that somebody else may send. */
function isPresigned(output: unknown): boolean {
  return asObject(output)?.presigned !== undefined;
}

function linkSenders(span: Span, { commandName }: HandlerContext, output: unknown): void {
  const links = commandName === 'ReceiveMessageCommand' ? (attempt(() => linksToSenders(output)) ?? []) : [];
  if (links.length > 0) span.addLinks(links);
}

function startSpan(call: AwsCall, parent: Context): Span {
  return trace
    .getTracer('otel-powertools/aws-sdk', VERSION)
    .startSpan(`${call.service}.${call.operation}`, describeCall(call), parent);
}

function prepare(call: AwsCall, parent: Context, intoPayloads: boolean): PreparedCall {
  const foreign = spanOfInstrumentation(parent);
  const span = foreign ?? startSpan(call, parent);
  const active = trace.setSpan(parent, span);
  return {
    span: foreign ? undefined : span,
    context: active,
    input: injectTrace(call, outgoingTrace(active, intoPayloads)),
  };
}

function spanMiddleware(
  client: AwsClient,
  isOn: () => boolean,
  { injectIntoPayloads = true }: CaptureAWSv3ClientOptions,
): Middleware {
  return (next, handlerContext) => async (args) => {
    const parent = isOn() ? callContext() : undefined;
    if (!parent) return next(args);

    let call: PreparedCall;
    try {
      call = prepare(callOf(handlerContext, args.input), parent, injectIntoPayloads);
    } catch (error) {
      diag.warn(`otel-powertools: ${handlerContext.commandName} is not captured.`, error);
      return next(args);
    }
    const { input } = call;
    if (!call.span) return next({ ...args, input });
    const span = quietSpan(call.span);

    const region = await regionOf(client.config);
    if (region !== undefined) span.setAttribute('cloud.region', region);
    try {
      // The HTTP request that this call becomes is not another call.
      const result = await context.with(suppressTracing(call.context), next, undefined, { ...args, input });
      if (isPresigned(result.output)) {
        discardSpan(span);
        return result;
      }
      span.setAttributes(describeAnswer(result.output));
      linkSenders(span, handlerContext, result.output);
      span.end();
      return result;
    } catch (error) {
      span.setAttributes(describeAnswer(error));
      recordFailure(span, error);
      span.end();
      throw error;
    }
  };
}

/** Names the span as the caller, where X-Ray gets it; the SDK itself would name Lambda's segment, or nobody. */
function headerMiddleware(isOn: () => boolean): Middleware {
  return (next) => (args) => {
    const headers = asObject(asObject(args.request)?.headers);
    const active = context.active();
    const header = headers && isOn() && trace.getSpan(active) ? awsTraceHeader(active) : undefined;
    if (headers && header !== undefined) {
      for (const name of Object.keys(headers)) if (isTraceHeader(name)) Reflect.deleteProperty(headers, name);
      Reflect.set(headers, TRACE_HEADER, header);
    }
    return next(args);
  };
}
