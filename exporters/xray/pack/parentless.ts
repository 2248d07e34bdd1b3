import type { ExportableSpan } from '../../exportable-span.js';
import { parentIdOf } from '../identifiers.js';
import type { DatagramFormat } from './datagram.js';

/**
 * In Lambda the segment is Lambda's, and a span without a parent belongs to no invocation that Lambda traces: there is
 * nothing to hang it and its descendants on.
 */
export const acceptWithParents: DatagramFormat['accept'] = (spans, reportLoss) => {
  const parentless = spans.filter((span) => parentIdOf(span) === undefined);
  if (parentless.length === 0) return spans;
  const children = childrenByParent(spans);
  for (const span of parentless) {
    const { traceId, spanId } = span.spanContext();
    for (const child of children.get(traceId + spanId) ?? []) parentless.push(child);
  }
  reportLoss('parentless', parentless.length);
  const lost = new Set(parentless);
  return spans.filter((span) => !lost.has(span));
};

function childrenByParent(spans: readonly ExportableSpan[]): ReadonlyMap<string, readonly ExportableSpan[]> {
  const children = new Map<string, ExportableSpan[]>();
  for (const span of spans) {
    const parent = span.spanContext().traceId + parentIdOf(span);
    const siblings = children.get(parent);
    if (siblings) siblings.push(span);
    else children.set(parent, [span]);
  }
  return children;
}
