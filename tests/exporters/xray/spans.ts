import { type Attributes, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { ExportableSpan } from 'otel-powertools/exporters/xray';

export const TRACE_ID = '5759e988bd862e3fe1be46a994272793';
export const XRAY_TRACE_ID = '1-5759e988-bd862e3fe1be46a994272793';
/** What Lambda's header says is the parent. */
export const LAMBDA_PARENT_ID = '53995c3f42cd8ad8';

export const spanId = (number: number): string => number.toString(16).padStart(16, '0');

export interface SpanInit extends Partial<Omit<ExportableSpan, 'spanContext' | 'parentSpanContext' | 'resource'>> {
  readonly id?: string;
  readonly traceId?: string;
  readonly traceFlags?: number;
  readonly parent?: string | undefined;
  readonly remoteParent?: boolean;
  readonly resource?: Attributes;
}

/** An ended span, a child of Lambda's segment unless `init` says otherwise. */
export const span = (init: SpanInit = {}): ExportableSpan => {
  const {
    id = spanId(1),
    traceId = TRACE_ID,
    traceFlags = TraceFlags.SAMPLED,
    resource = {},
    remoteParent,
    ...rest
  } = init;
  const parent = 'parent' in init ? init.parent : LAMBDA_PARENT_ID;
  const isRemote = remoteParent ?? parent === LAMBDA_PARENT_ID;
  return {
    name: 'work',
    kind: SpanKind.INTERNAL,
    startTime: [1_795_472_213, 123_456_789],
    endTime: [1_795_472_213, 223_456_789],
    status: { code: SpanStatusCode.UNSET },
    attributes: {},
    links: [],
    events: [],
    ...rest,
    spanContext: () => ({ traceId, spanId: id, traceFlags }),
    ...(parent === undefined ? {} : { parentSpanContext: { traceId, spanId: parent, traceFlags, isRemote } }),
    resource: { attributes: resource },
  };
};
