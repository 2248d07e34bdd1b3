import { type Context, context, isSpanContextValid, type Link, type SpanContext, trace } from '@opentelemetry/api';
import { attempt } from '../../shared/unknown.js';
import { type DetectedEvent, detectEvent } from '../../triggers/trigger.js';
import type { Invocation } from '../invocation.js';
import { carriedBy } from './carried.js';
import { type Carried, carriedSlot, spanContextOf } from './carried-context.js';
import { keptTraceHeader, traceHeaderSlot } from './invocation-trace-header.js';
import type { TraceHeader } from './trace-header.js';
import { withUndecidedTrace } from './undecided.js';

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

/** Where the spans go, and what goes first because of that. */
export interface Destination {
  /** Default: `auto`. */
  readonly policy?: ParentPolicy;
  /** Whether the spans go to X-Ray, and so belong under the segment that Lambda writes there. */
  readonly xrayExported: boolean;
}

export interface ParentRequest extends Destination {
  readonly invocation: Invocation;
  /** The invocation's event and its source. Default: they are detected. */
  readonly detected?: DetectedEvent;
}

export interface ParentDecision {
  /** To start the invocation's span in: the parent and, where the event carries one, its baggage. */
  readonly context: Context;
  /** The contexts that are not the parent. */
  readonly links: Link[];
  readonly rule: ParentRule;
}

type Candidate = 'lambda' | 'w3c' | 'xray';

const ORDER: Readonly<Record<ParentPolicy, { toXRay: readonly Candidate[]; elsewhere: readonly Candidate[] }>> = {
  // Only X-Ray has the segment that Lambda's header names: elsewhere it would be a parent that nobody ever sees.
  auto: { toXRay: ['lambda', 'w3c', 'xray'], elsewhere: ['w3c', 'xray'] },
  xray: { toXRay: ['lambda', 'xray', 'w3c'], elsewhere: ['lambda', 'xray', 'w3c'] },
  w3c: { toXRay: ['w3c', 'lambda', 'xray'], elsewhere: ['w3c', 'xray'] },
};

/** Decides, in this one place, which context is the parent of the invocation's span, and links the others. */
export function resolveParent(request: ParentRequest): ParentDecision {
  const { invocation, policy = 'auto', xrayExported } = request;
  const base = context.active();
  const active = trace.getSpanContext(base);
  if (active !== undefined && isSpanContextValid(active)) {
    return { context: base, links: [], rule: 'active-span' };
  }

  const kept = invocation.get(traceHeaderSlot);
  const lambda = kept.header;
  const ofLambda = spanContextOf(lambda);
  const { detected = detectEvent(invocation.event) } = request;
  const { single, found, byRecord } = carriedBy(
    detected,
    attempt(() => invocation.lambdaContext?.clientContext),
    base,
  );
  if (byRecord.length > 0) {
    const carried = invocation.get(carriedSlot);
    carried.records = detected.shape?.records;
    carried.carried = byRecord;
  }
  const only: Carried | undefined = single ? found[0] : undefined;

  // Nearly every invocation whose spans go to X-Ray.
  if (xrayExported && policy !== 'w3c' && qualifies(lambda, true)) {
    return decision(ruleOf('lambda', lambda), only?.context ?? base, ofLambda, losersAmong(found));
  }

  const candidates: Record<Candidate, SpanContext | undefined> = {
    lambda: qualifies(lambda, xrayExported) ? ofLambda : undefined,
    // The X-Ray Lambda propagator answers with Lambda's own header whatever the event is.
    w3c: only?.propagated?.spanId === ofLambda?.spanId ? undefined : only?.propagated,
    xray: qualifies(only?.xray, xrayExported) ? spanContextOf(only?.xray) : undefined,
  };
  const losers = [ofLambda, ...losersAmong(found)];
  const eventContext = only?.context ?? base;

  const winner = ORDER[policy][xrayExported ? 'toXRay' : 'elsewhere'].find((name) => candidates[name] !== undefined);
  if (winner !== undefined) return decision(ruleOf(winner, lambda), eventContext, candidates[winner], losers);
  if (xrayExported && lambda !== undefined) {
    const undecided = withUndecidedTrace(eventContext, lambda, kept);
    return decision('lambda-undecided', undecided, trace.getSpanContext(undecided), losers);
  }
  return decision('new-trace', eventContext, undefined, losers);
}

/**
 * Where a span is begun outside of any: `base` in the trace that Lambda's own header names now. `base` itself where a span
 * is active, or that header is nobody's parent.
 */
export function inLambdaTrace(base: Context, { policy = 'auto', xrayExported }: Destination): Context {
  const active = trace.getSpanContext(base);
  if (active && isSpanContextValid(active)) return base;
  const kept = keptTraceHeader();
  const { header } = kept;
  const candidates = ORDER[policy][xrayExported ? 'toXRay' : 'elsewhere'];
  if (!header || !candidates.includes('lambda')) return base;
  const parent = qualifies(header, xrayExported) ? spanContextOf(header) : undefined;
  if (parent) return trace.setSpanContext(base, parent);
  return xrayExported ? withUndecidedTrace(base, header, kept) : base;
}

/**
 * An OpenTelemetry parent is sampled or not: it cannot leave that open. So a header without a decision is no parent,
 * and neither is one whose "no" is X-Ray's alone when the spans go elsewhere.
 */
function qualifies(header: TraceHeader | undefined, xrayExported: boolean): boolean {
  return header?.parent !== undefined && (xrayExported ? header.sampled !== undefined : header.sampled === true);
}

function ruleOf(winner: Candidate, lambda: TraceHeader | undefined): ParentRule {
  if (winner === 'lambda') return lambda?.sampled === false ? 'lambda-not-sampled' : 'lambda';
  return winner === 'w3c' ? 'event-w3c' : 'event-xray';
}

function decision(
  rule: ParentRule,
  eventContext: Context,
  parent: SpanContext | undefined,
  losers: readonly (SpanContext | undefined)[],
): ParentDecision {
  return {
    context: parent === undefined ? trace.deleteSpan(eventContext) : trace.setSpanContext(eventContext, parent),
    links: linksTo(losers, parent),
    rule,
  };
}

function losersAmong(found: readonly Carried[]): readonly (SpanContext | undefined)[] {
  return found.flatMap(({ propagated, xray }) => [propagated, spanContextOf(xray)]);
}

/** One link per context; none into the parent's own trace, which shows the relation anyway. */
function linksTo(losers: readonly (SpanContext | undefined)[], parent: SpanContext | undefined): Link[] {
  if (losers.every((loser) => loser === undefined || loser.traceId === parent?.traceId)) return [];
  const links = new Map<string, Link>();
  for (const loser of losers) {
    if (loser === undefined || loser.traceId === parent?.traceId) continue;
    links.set(`${loser.traceId}${loser.spanId}`, { context: loser });
  }
  return [...links.values()];
}
