import { cutToFit, membersOf } from './cut.js';
import { DATAGRAM_HEADER, type Datagram, type DatagramEncoder } from './datagram.js';
import { parentIdOf } from './identifiers.js';
import { FRAME_BYTES, type Fragment, pack } from './pack.js';
import type { ExportableSpan } from './span.js';
import { isOpen, isSegment, type TranslateSettings, translate } from './translate.js';

/** Spans as X-Ray segment documents. */
export const documentEncoder =
  (settings: TranslateSettings): DatagramEncoder =>
  (spans, limit, report) => {
    const fragments: Fragment<ExportableSpan>[] = [];
    for (const span of spans) {
      try {
        fragments.push(fragmentOf(span, settings, limit - FRAME_BYTES));
      } catch (error) {
        report(error);
      }
    }
    return pack(fragments, limit).map(
      ({ json, sources }): Datagram => ({ bytes: Buffer.from(DATAGRAM_HEADER + json), spans: sources }),
    );
  };

const fragmentOf = (span: ExportableSpan, settings: TranslateSettings, room: number): Fragment<ExportableSpan> => {
  const { traceId } = span.spanContext();
  const document = translate(span, settings);
  const whole = membersOf(document);
  const size = Buffer.byteLength(whole);
  const members = size > room ? cutToFit(document, room) : whole;
  return {
    source: span,
    id: document.id,
    traceId,
    parentId: parentIdOf(span),
    segment: isSegment(span, settings.lambda),
    alone: isOpen(span),
    members,
    bytes: members === whole ? size : Buffer.byteLength(members),
  };
};
