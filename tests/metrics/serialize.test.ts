import fc from 'fast-check';
import { Metrics } from 'otel-powertools/metrics';
import { describe, expect, it } from 'vitest';
import { capture } from './capture.js';

const name = fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme-ascii' }).filter((text) => /^[^:\s]/.test(text));

describe('what is serialized', () => {
  it('is the document that is published, read back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minKeys: 1 }),
        fc.dictionary(name, fc.oneof(fc.jsonValue(), fc.date({ noInvalidDate: true }))),
        async (values, metadata) => {
          fc.pre(!Object.keys(values).some((key) => Object.hasOwn(metadata, key) || key === 'service'));
          const metrics = new Metrics({ namespace: 'shop', serviceName: 'cart' }).setTimestamp(Date.now());
          for (const [key, value] of Object.entries(metadata)) metrics.addMetadata(key, value);
          for (const [key, value] of Object.entries(values)) metrics.addMetric(key, 'Count', value);
          const serialized = metrics.serializeMetrics();
          const { emf } = await capture(() => metrics.publishStoredMetrics());

          expect(emf.map((line) => JSON.parse(line))).toEqual([serialized]);
        },
      ),
    );
  });

  it('is a document without metrics where none was recorded', () => {
    const metrics = new Metrics({ namespace: 'shop', serviceName: 'cart' });
    metrics.clearDefaultDimensions();

    expect(metrics.serializeMetrics()._aws.CloudWatchMetrics).toEqual([
      { Namespace: 'shop', Dimensions: [[]], Metrics: [] },
    ]);
  });
});
