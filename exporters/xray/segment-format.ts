import type { ExportableSpan } from '../exportable-span.js';
import { withResource } from './document/resource-text.js';
import { isOpen, isSegment, type TranslateSettings, translate } from './document/translate.js';
import { isLocalRoot, parentIdOf } from './identifiers.js';
import type { XRaySpanExporterOptions } from './options.js';
import { cutToFit, membersOf } from './pack/cut.js';
import {
  acceptValid,
  DATAGRAM_HEADER,
  type Datagram,
  type DatagramEncoder,
  type DatagramFormat,
  isSampled,
  isSendable,
} from './pack/datagram.js';
import { describeGroup } from './pack/describe-group.js';
import { FRAME_BYTES, type Fragment, headOf, pack } from './pack/pack.js';
import { acceptWithParents } from './pack/parentless.js';

/**
 * X-Ray segment documents. X-Ray replaces a document by a later one with its id. In Lambda there are no segments to
 * `describe`: these are Lambda's.
 */
export function segmentFormat(
  options: XRaySpanExporterOptions = {},
  describe?: TranslateSettings['describe'],
): DatagramFormat {
  const lambda = options.lambda ?? process.env.AWS_LAMBDA_FUNCTION_NAME !== undefined;
  return {
    takesOpenSpans: true,
    accept: (spans, reportLoss) => {
      if (spans.every((span) => isSendable(span) && !(lambda && parentIdOf(span) === undefined))) return spans;
      const valid = acceptValid(spans.filter(isSampled), reportLoss);
      return lambda ? acceptWithParents(valid, reportLoss) : valid;
    },
    encode: documentEncoder({
      lambda,
      indexAll: options.indexAllAttributes ?? false,
      indexed: new Set(options.indexedAttributes),
      stackFrameLimit: options.stackFrameLimit ?? 50,
      clientQuery: options.clientQueryStrings ?? false,
      describe,
    }),
  };
}

/** Spans as segment documents, a tree of them in each. */
export function documentEncoder(settings: TranslateSettings): DatagramEncoder {
  // A resource that may be annotated is not the same text in every document.
  const isIndexed = settings.indexAll || settings.indexed.size > 0;
  const withoutResource = { ...settings, resource: false };
  const wholeOf = (span: ExportableSpan): string => {
    if (isIndexed || !isLocalRoot(span)) return membersOf(translate(span, settings));
    const document = translate(span, withoutResource);
    const members = withResource(membersOf(document), document.metadata, span.resource.attributes);
    return members ?? membersOf(translate(span, settings));
  };
  const fragmentOf = (span: ExportableSpan, room: number): Fragment<ExportableSpan> => {
    const { traceId, spanId } = span.spanContext();
    const whole = wholeOf(span);
    const size = Buffer.byteLength(whole);
    const members = size > room ? cutToFit(translate(span, settings), room) : whole;
    return {
      source: span,
      id: spanId.toLowerCase(),
      traceId,
      parentId: parentIdOf(span),
      segment: isSegment(span, settings.lambda),
      alone: isOpen(span),
      members,
      bytes: size > room ? Buffer.byteLength(members) : size,
    };
  };
  /** The datagram of a document with one span in it, if it is not too large. */
  const single = (span: ExportableSpan, limit: number): Datagram | undefined => {
    const head = headOf(isSegment(span, settings.lambda), span.spanContext().traceId, parentIdOf(span));
    const bytes = Buffer.from(`${DATAGRAM_HEADER}{${head}${wholeOf(span)}}`);
    return bytes.length - DATAGRAM_HEADER.length <= limit ? { bytes, spans: () => [span] } : undefined;
  };
  return (spans, limit, report) => {
    try {
      const [only] = spans;
      const datagram = only && spans.length === 1 ? single(only, limit) : undefined;
      if (datagram) return [datagram];
    } catch (error) {
      report(error);
      return [];
    }
    const fragments: Fragment<ExportableSpan>[] = [];
    for (const span of spans) {
      try {
        fragments.push(fragmentOf(span, limit - FRAME_BYTES));
      } catch (error) {
        report(error);
      }
    }
    return pack(fragments, limit, describeGroup).map(
      ({ json, sources }): Datagram => ({ bytes: Buffer.from(DATAGRAM_HEADER + json), spans: sources }),
    );
  };
}
