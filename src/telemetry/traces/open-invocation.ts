import { diag, trace } from '@opentelemetry/api';
import type { Run } from '../../invocation/run-invocation.js';
import { contextWithInvocation } from '../../invocation/scope.js';
import { startInvocationSpan } from '../../invocation/span/invocation-span.js';
import { resolveParent } from '../../invocation/trace-context/parent.js';
import { describeTrigger, detectEvent } from '../../triggers/trigger.js';
import { resourceService } from '../settings/service.js';
import { settings } from '../settings/settings.js';
import { invocationSpanSlot } from './invocation-span-holder.js';
import { reportParent } from './report-parent.js';
import { ensureTracing, ownTracer } from './traces.js';

/**
 * Starts the span of an invocation, under the parent that Lambda or the event names. Where nothing is recorded there is
 * none, and nothing is read from the event.
 *
 * @param spanName - Instead of the route or the function's name.
 */
export function openInvocation(run: Run, spanName?: string): void {
  try {
    open(run, spanName);
  } catch (error) {
    diag.error('otel-powertools: the span of the invocation could not be started; it runs without one.', error);
  }
}

function open(run: Run, spanName: string | undefined): void {
  const { recording, exportsToXRay } = ensureTracing();
  if (!recording) return;
  const { invocation } = run;
  const { parent: policy } = settings();
  const detected = detectEvent(invocation.event);
  const trigger = describeTrigger(detected);
  const parent = resolveParent({ invocation, detected, policy, xrayExported: exportsToXRay });
  const below = contextWithInvocation(parent.context, invocation);
  const named = spanName === undefined ? undefined : { name: spanName };
  const span = startInvocationSpan({
    tracer: ownTracer(),
    invocation,
    trigger,
    parent,
    context: below,
    service: resourceService(),
    settings: named,
  });
  reportParent(parent, span);
  invocation.get(invocationSpanSlot).hold(span);
  run.span = span;
  run.trigger = trigger;
  run.active = trace.setSpan(below, span);
}
