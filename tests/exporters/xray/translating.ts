import type { ExportableSpan } from 'otel-powertools/exporters/xray';
import { expect } from 'vitest';
import { describePlatform } from '../../../exporters/xray/document/platform.js';
import type { SegmentDocument } from '../../../exporters/xray/document/segment-document.js';
import type { TranslateSettings } from '../../../exporters/xray/document/translate.js';
import { documentEncoder } from '../../../exporters/xray/segment-format.js';
import { documentOf, faultsOf } from './documents.js';

const DEFAULTS: TranslateSettings = {
  lambda: true,
  indexAll: false,
  indexed: new Set(),
  stackFrameLimit: 50,
  clientQuery: false,
  describe: describePlatform(),
};

export type TranslatedDocument = SegmentDocument & { type?: string; trace_id: string; parent_id?: string };

/** The one document of one span, as it goes over the wire, and legal. */
export const translated = (span: ExportableSpan, settings: Partial<TranslateSettings> = {}): TranslatedDocument => {
  const datagrams = documentEncoder({ ...DEFAULTS, ...settings })([span], 65_477, (error) => {
    throw error;
  });
  const document = documentOf<TranslatedDocument>(datagrams[0]?.bytes);
  expect(faultsOf(document)).toEqual([]);
  return document;
};
