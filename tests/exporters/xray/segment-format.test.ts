import { describe, expect, it } from 'vitest';
import { segmentFormat } from '../../../exporters/xray/segment-format.js';
import { importsOf } from '../../package/imports.js';
import { documentOf } from './documents.js';
import { span } from './spans.js';

/** The files that are loaded with some files. */
const loadedWith = (...files: string[]): string[] => {
  const loaded = new Set(files);
  for (const file of loaded) {
    for (const { to, typeOnly } of importsOf(file)) {
      if (!typeOnly && to.startsWith('exporters/')) loaded.add(to);
    }
  }
  return [...loaded];
};

describe('What sends segment documents from Lambda', () => {
  it('loads neither OTLP nor what describes other platforms', () => {
    const loaded = loadedWith('exporters/xray/daemon/daemon-exporter.ts', 'exporters/xray/segment-format.ts');
    expect(loaded).toContain('exporters/xray/document/aws-block.ts');
    expect(loaded.filter((file) => /otlp|platform/.test(file))).toEqual([]);
    expect(loadedWith('exporters/xray/index.ts')).toEqual(
      expect.arrayContaining(['exporters/xray/otlp/otlp-format.ts', 'exporters/xray/document/platform.ts']),
    );
  });

  it('names the service of a segment where it runs elsewhere', () => {
    const one = span({ parent: undefined, resource: { 'service.name': 'shop', 'service.version': '7' } });
    const [datagram] = segmentFormat({ lambda: false }).encode([one], 65_477, (error) => {
      throw error;
    });
    expect(documentOf(datagram?.bytes)).toMatchObject({ service: { name: 'shop', version: '7' } });
  });
});
