import { type Context, context, diag, INVALID_SPAN_CONTEXT, type Span, type Tracer, trace } from '@opentelemetry/api';
import type { Invocation } from '../../invocation/invocation.js';
import { contextWithInvocation } from '../../invocation/scope.js';
import { startInvocationSpan } from '../../invocation/span/invocation-span.js';
import { resolveParent } from '../../invocation/trace-context/parent.js';
import { describeTrigger, detectEvent, detectTrigger, type Trigger } from '../../triggers/trigger.js';
import { resourceService } from '../settings/service.js';
import { settings } from '../settings/settings.js';
import { invocationSpanSlot } from './invocation-span-holder.js';
import { reportParent } from './report-parent.js';
import { ensureTracing } from './traces.js';

/** An invocation whose span has started. */
export interface OpenInvocation {
  readonly span: Span;
  readonly trigger: Trigger;
  /** Carries the Invocation, its span and its baggage: what the handler runs in. */
  readonly context: Context;
}

/** Starts the span of an invocation, under the parent that Lambda or the event names. */
export function openInvocation(tracer: Tracer, invocation: Invocation, spanName?: string): OpenInvocation {
  try {
    return open(tracer, invocation, spanName);
  } catch (error) {
    diag.error('otel-powertools: the span of the invocation could not be started; it runs without one.', error);
    return openUnrecorded(invocation);
  }
}

/** Where nothing is recorded, nothing is read from the event either. */
function openUnrecorded(invocation: Invocation): OpenInvocation {
  return {
    span: trace.wrapSpanContext(INVALID_SPAN_CONTEXT),
    trigger: detectTrigger(undefined),
    context: contextWithInvocation(context.active(), invocation),
  };
}

function open(tracer: Tracer, invocation: Invocation, spanName: string | undefined): OpenInvocation {
  const { recording, exportsToXRay } = ensureTracing();
  if (!recording) return openUnrecorded(invocation);
  const { parent: policy } = settings();
  const detected = detectEvent(invocation.event);
  const trigger = describeTrigger(detected);
  const decision = resolveParent({ invocation, detected, policy, xrayExported: exportsToXRay });
  const parent = { ...decision, context: contextWithInvocation(decision.context, invocation) };
  const named = spanName === undefined ? {} : { settings: { name: spanName } };
  const span = startInvocationSpan({ tracer, invocation, trigger, parent, service: resourceService(), ...named });
  reportParent(decision, span);
  invocation.get(invocationSpanSlot).hold(span);
  return { span, trigger, context: trace.setSpan(parent.context, span) };
}
