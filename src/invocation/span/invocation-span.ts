import { type Attributes, type Context, type Span, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { asArray, asObject, attempt } from '../../shared/unknown.js';
import { answersOf } from '../../triggers/sources.js';
import type { Trigger } from '../../triggers/trigger.js';
import type { Invocation } from '../invocation.js';
import { factsOf, functionNameOf } from '../lambda-context.js';
import type { ParentDecision } from '../trace-context/parent.js';
import { commonErrorTypeOf, describeError } from './error-description.js';

interface InvocationSpanSettings {
  /** Instead of the route or the function's name. */
  readonly name?: string;
  /** Added to the span; they win over those that the event gives. */
  readonly attributes?: Attributes;
}

export interface InvocationSpanRequest {
  readonly tracer: Tracer;
  readonly invocation: Invocation;
  readonly trigger: Trigger;
  readonly parent: ParentDecision;
  /** To start the span in, in place of the parent's own: the same with more in it. */
  readonly context?: Context;
  /** The name of the service, for X-Ray's annotation `Service`. */
  readonly service: string;
  readonly settings?: InvocationSpanSettings | undefined;
}

/** Starts the span that stands for the whole invocation. */
export function startInvocationSpan(request: InvocationSpanRequest): Span {
  const { tracer, invocation, trigger, parent, service, settings } = request;
  const attributes: Attributes = { ...trigger.attributes };
  addFunctionAttributes(attributes, invocation);
  attributes.ColdStart = invocation.coldStart;
  attributes.Service = service;
  attributes['aws.xray.annotations'] = ['ColdStart', 'Service'];
  if (settings?.attributes) Object.assign(attributes, settings.attributes);
  return tracer.startSpan(
    settings?.name ?? trigger.spanName ?? functionNameOf(invocation.lambdaContext) ?? 'invocation',
    { kind: trigger.kind, links: parent.links, attributes },
    request.context ?? parent.context,
  );
}

/** Whether the answer to the event is an HTTP response. */
export function answersHttp(trigger: Trigger): boolean {
  return answersOf(trigger.source) !== undefined;
}

/** Records what the handler answered: the HTTP status, or how many records of a batch failed. */
export function recordResult(span: Span, trigger: Trigger, result: unknown): void {
  if (!span.isRecording()) return;
  if (answersHttp(trigger)) {
    const statusCode = attempt(() => statusCodeOf(trigger, result));
    if (statusCode !== undefined) recordStatusCode(span, statusCode);
    return;
  }
  const failures = attempt(() => asArray(asObject(result)?.batchItemFailures)?.length);
  if (failures !== undefined) span.setAttribute('aws.lambda.batch_item_failures', failures);
}

/** Records an HTTP status; by the HTTP conventions a server's span is an error from 500 on. */
export function recordStatusCode(span: Span, statusCode: number): void {
  span.setAttribute('http.response.status_code', statusCode);
  // Who made a failure into this status (a router, an error middleware) may have said what it was: that says more.
  if (statusCode < 500 || hasErrorType(span)) return;
  span.setAttribute('error.type', String(statusCode));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

export interface FailureOptions {
  /** Record message, stack and causes; otherwise only that it failed and the error's type. Default: true. */
  readonly details?: boolean;
  /** Mask passwords in connection strings and other secrets in message and stack. Default: true. */
  readonly maskSecrets?: boolean;
}

/** Records what the handler threw. */
export function recordFailure(span: Span, error: unknown, options: FailureOptions = {}): void {
  if (!span.isRecording()) return;
  if (options.details === false) {
    span.setAttribute('error.type', commonErrorTypeOf(error));
    span.setStatus({ code: SpanStatusCode.ERROR });
    return;
  }
  const { type, message, stacktrace } = describeError(error, options.maskSecrets);
  span.addEvent('exception', {
    'exception.type': type,
    'exception.message': message,
    ...(stacktrace === undefined ? {} : { 'exception.stacktrace': stacktrace }),
  });
  span.setAttribute('error.type', commonErrorTypeOf(error));
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

function addFunctionAttributes(attributes: Attributes, { lambdaContext, coldStart }: Invocation): void {
  attributes['faas.coldstart'] = coldStart;
  if (lambdaContext === undefined) return;
  const { awsRequestId, invokedFunctionArn, functionVersion } = factsOf(lambdaContext);
  if (awsRequestId) attributes['faas.invocation_id'] = awsRequestId;
  if (!lastFunction || lastFunction.arn !== invokedFunctionArn || lastFunction.version !== functionVersion) {
    const read = arnAttributes(invokedFunctionArn, functionVersion);
    lastFunction = { arn: invokedFunctionArn, version: functionVersion, attributes: read };
  }
  Object.assign(attributes, lastFunction.attributes);
}

/** What the ARN says is the same for nearly all invocations of a process. */
let lastFunction: { readonly arn: string; readonly version: string; readonly attributes: Attributes } | undefined;

function arnAttributes(arn: unknown, version: string): Attributes {
  // arn:aws:lambda:<region>:<account>:function:<name>[:<alias or version>]
  const parts = typeof arn === 'string' ? arn.split(':') : [];
  if (typeof arn !== 'string' || parts.length < 7) return {};
  return {
    'aws.lambda.invoked_arn': arn,
    'cloud.account.id': parts[4],
    // FaaS conventions: an alias is not the resource, several may lead to it. The version it led to is.
    'cloud.resource_id': parts.length > 7 && version ? [...parts.slice(0, 7), version].join(':') : arn,
  };
}

function statusCodeOf(trigger: Trigger, result: unknown): number | undefined {
  const given = asObject(result)?.statusCode;
  if (given === undefined) return answersOf(trigger.source) === 'http-or-body' ? 200 : undefined;
  const statusCode = Number(given);
  return Number.isInteger(statusCode) ? statusCode : undefined;
}

/** The spans of every SDK let their attributes be read, though the API does not. */
function hasErrorType(span: Span & { readonly attributes?: Attributes }): boolean {
  return span.attributes?.['error.type'] !== undefined;
}
