import { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reset } from '../../src/shared/process-state.js';
import { XRayPropagator } from '../../src/telemetry/traces/xray-propagator.js';

const library = new AWSXRayPropagator();

beforeEach(() => vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'orders'));
afterEach(() => {
  vi.unstubAllEnvs();
  reset();
});

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const names = fc.constantFrom('Root', 'Parent', 'Sampled', 'Lineage', 'Self', 'root', 'SAMPLED');
const values = fc.oneof(
  hex(24).map((rest) => `1-5759e988-${rest}`),
  hex(16),
  fc.constantFrom('0', '1', '?', '', '1:a87bd80c:0'),
);
const headers = fc
  .array(fc.tuple(names, values), { maxLength: 5 })
  .map((fields) => fields.map(([name, value]) => `${name}=${value}`).join(';'));

const spanIn = (carrier: Record<string, string>, propagator: AWSXRayPropagator) =>
  trace.getSpanContext(propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter));

describe("X-Ray's propagator", () => {
  it("is OpenTelemetry's own where a trace is decided", () => {
    // X-Ray gets the spans: the header names them.
    vi.stubEnv('OTEL_TRACES_EXPORTER', 'xray');
    expect(new XRayPropagator()).toBeInstanceOf(AWSXRayPropagator);
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (traceId, spanId, isSampled) => {
        const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
        const active = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags });
        const [ours, theirs] = [{}, {}];
        new XRayPropagator().inject(active, ours, defaultTextMapSetter);
        library.inject(active, theirs, defaultTextMapSetter);
        expect(ours).toEqual(theirs);
      }),
    );
  });

  it('reads every header as that does', () => {
    fc.assert(
      fc.property(headers, (header) => {
        const carrier = { 'X-Amzn-Trace-Id': header };
        expect(spanIn(carrier, new XRayPropagator())).toEqual(spanIn(carrier, library));
      }),
    );
  });
});
