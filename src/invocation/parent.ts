import {
  type Context,
  context,
  isSpanContextValid,
  type Link,
  type SpanContext,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { type Carried, carriedBy } from './carried.js';
import type { LambdaContext } from './lambda-context.js';
import { currentTraceHeader, type TraceHeader } from './trace-header.js';

/**
 * Which context goes first where an invocation has several: `xray` Lambda's own header, `w3c` what the event carries in
 * W3C's form (or another that a propagator is registered for), `auto` Lambda's header when the spans go to X-Ray and
 * the event's context when they go elsewhere.
 */
export type ParentPolicy = 'auto' | 'xray' | 'w3c';

/** Why the parent is what it is. */
export type ParentRule =
  | 'active-span'
  | 'lambda'
  | 'lambda-not-sampled'
  | 'lambda-undecided'
  | 'event-w3c'
  | 'event-xray'
  | 'new-trace';

export interface ParentRequest {
  readonly event: unknown;
  readonly lambdaContext: LambdaContext | undefined;
  /** Default: `auto`. */
  readonly policy?: ParentPolicy;
  /** Whether the spans go to X-Ray, and so belong under the segment that Lambda writes there. */
  readonly xrayExported: boolean;
}

export interface ParentDecision {
  /** To start the invocation's span in: the parent and, where the event carries one, its baggage. */
  readonly context: Context;
  /** The contexts that are not the parent. */
  readonly links: Link[];
  readonly rule: ParentRule;
  /** The decision in one line, for a person who misses a trace. */
  readonly explanation: string;
}

const EXPLANATIONS: Readonly<Record<ParentRule, string>> = {
  'active-span': 'A span was active already when the handler was called: it is the parent.',
  lambda: "Lambda's trace header is the parent: the spans hang on the segment that Lambda writes to X-Ray.",
  'lambda-not-sampled':
    "Lambda's trace header says Sampled=0: X-Ray does not record this invocation, and nothing is sent to it.",
  'lambda-undecided':
    "Lambda's trace header has no Parent or no decision on sampling, as when active tracing is off: there is no segment " +
    'to hang spans on, and nothing is sent to X-Ray. Turn on active tracing, or export elsewhere.',
  'event-w3c':
    'The context that the event carries (traceparent, or what the registered propagators read) is the parent.',
  'event-xray': 'The X-Ray trace header that the event carries is the parent.',
  'new-trace': 'No context qualifies as the parent: the invocation begins a trace.',
};

type Candidate = 'lambda' | 'w3c' | 'xray';

const ORDER: Readonly<Record<ParentPolicy, { toXRay: readonly Candidate[]; elsewhere: readonly Candidate[] }>> = {
  // Only X-Ray has the segment that Lambda's header names: elsewhere it would be a parent that nobody ever sees.
  auto: { toXRay: ['lambda', 'w3c', 'xray'], elsewhere: ['w3c', 'xray'] },
  xray: { toXRay: ['lambda', 'xray', 'w3c'], elsewhere: ['lambda', 'xray', 'w3c'] },
  w3c: { toXRay: ['w3c', 'lambda', 'xray'], elsewhere: ['w3c', 'xray'] },
};

/** Decides, in this one place, which context is the parent of the invocation's span, and links the others. */
export const resolveParent = (request: ParentRequest): ParentDecision => {
  const { event, lambdaContext, policy = 'auto', xrayExported } = request;
  const base = context.active();
  const active = trace.getSpanContext(base);
  if (active !== undefined && isSpanContextValid(active)) {
    return { context: base, links: [], rule: 'active-span', explanation: EXPLANATIONS['active-span'] };
  }

  const lambda = currentTraceHeader(lambdaContext);
  const ofLambda = spanContextOf(lambda);
  const { single, found } = carriedBy(event, lambdaContext?.clientContext, base);
  const only: Carried | undefined = single ? found[0] : undefined;

  const candidates: Record<Candidate, SpanContext | undefined> = {
    lambda: qualifies(lambda, xrayExported) ? ofLambda : undefined,
    // The X-Ray Lambda propagator answers with Lambda's own header whatever the event is.
    w3c: only?.propagated?.spanId === ofLambda?.spanId ? undefined : only?.propagated,
    xray: qualifies(only?.xray, xrayExported) ? spanContextOf(only?.xray) : undefined,
  };
  const losers = [ofLambda, ...found.flatMap(({ propagated, xray }) => [propagated, spanContextOf(xray)])];
  const eventContext = only?.context ?? base;

  const winner = ORDER[policy][xrayExported ? 'toXRay' : 'elsewhere'].find((name) => candidates[name] !== undefined);
  if (winner !== undefined) return decision(ruleOf(winner, lambda), eventContext, candidates[winner], losers);
  if (xrayExported && lambda !== undefined) {
    return decision('lambda-undecided', eventContext, unsampled(lambda), losers);
  }
  return decision('new-trace', eventContext, undefined, losers);
};

/**
 * An OpenTelemetry parent is sampled or not: it cannot leave that open. So a header without a decision is no parent,
 * and neither is one whose "no" is X-Ray's alone when the spans go elsewhere.
 */
const qualifies = (header: TraceHeader | undefined, xrayExported: boolean): boolean =>
  header?.parent !== undefined && (xrayExported ? header.sampled !== undefined : header.sampled === true);

const ruleOf = (winner: Candidate, lambda: TraceHeader | undefined): ParentRule => {
  if (winner === 'lambda') return lambda?.sampled === false ? 'lambda-not-sampled' : 'lambda';
  return winner === 'w3c' ? 'event-w3c' : 'event-xray';
};

const spanContextOf = (header: TraceHeader | undefined): SpanContext | undefined =>
  header?.parent === undefined
    ? undefined
    : {
        traceId: header.traceId,
        spanId: header.parent,
        traceFlags: header.sampled === true ? TraceFlags.SAMPLED : TraceFlags.NONE,
        isRemote: true,
      };

/** Keeps Lambda's trace id (logs show it) where nothing is recorded; the span id stands for no span if there is no Parent. */
const unsampled = (header: TraceHeader): SpanContext => ({
  traceId: header.traceId,
  spanId: header.parent ?? nobody(header.traceId),
  traceFlags: TraceFlags.NONE,
  isRemote: true,
});

const nobody = (traceId: string): string => {
  const digits = traceId.slice(16);
  return /^0+$/.test(digits) ? '0000000000000001' : digits;
};

const decision = (
  rule: ParentRule,
  eventContext: Context,
  parent: SpanContext | undefined,
  losers: readonly (SpanContext | undefined)[],
): ParentDecision => {
  const links = linksTo(losers, parent);
  const explanation = EXPLANATIONS[rule];
  return {
    context: parent === undefined ? trace.deleteSpan(eventContext) : trace.setSpanContext(eventContext, parent),
    links,
    rule,
    explanation: links.length === 0 ? explanation : `${explanation} Linked: ${links.length}.`,
  };
};

/** One link per context; none into the parent's own trace, which shows the relation anyway. */
const linksTo = (losers: readonly (SpanContext | undefined)[], parent: SpanContext | undefined): Link[] => {
  const links = new Map<string, Link>();
  for (const loser of losers) {
    if (loser === undefined || loser.traceId === parent?.traceId) continue;
    links.set(`${loser.traceId}${loser.spanId}`, { context: loser });
  }
  return [...links.values()];
};
