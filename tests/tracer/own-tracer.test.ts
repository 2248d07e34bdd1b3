import { ProxyTracerProvider, trace } from '@opentelemetry/api';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { afterEach, expect, it, vi } from 'vitest';
import { ownTracer } from '../../src/telemetry/traces/traces.js';

afterEach(() => trace.disable());

const provider = () => {
  const made = new BasicTracerProvider();
  return { made, looks: vi.spyOn(made, 'getTracer') };
};

it('looks for the tracer once for each provider, not for each span', () => {
  const { made, looks } = provider();
  trace.setGlobalTracerProvider(made);
  const names = ['first', 'second', 'third'];
  const spans = names.map((name) => ownTracer().startSpan(name));
  expect(spans.every((span) => span.isRecording())).toBe(true);
  expect(looks.mock.calls.filter(([name]) => name === 'otel-powertools')).toHaveLength(1);
});

it('goes to the provider of now, when one is registered later or in place of another', () => {
  expect(ownTracer().startSpan('before').isRecording()).toBe(false);
  trace.setGlobalTracerProvider(new BasicTracerProvider());
  expect(ownTracer().startSpan('first').isRecording()).toBe(true);
  trace.disable();
  expect(ownTracer().startSpan('between').isRecording()).toBe(false);
  const { made, looks } = provider();
  trace.setGlobalTracerProvider(made);
  expect(ownTracer().startSpan('second').isRecording()).toBe(true);
  expect(looks).toHaveBeenCalled();
});

it('finds a provider that another copy of the API has registered', () => {
  expect(ownTracer().startSpan('before').isRecording()).toBe(false);
  const theirs = new ProxyTracerProvider();
  theirs.setDelegate(new BasicTracerProvider());
  vi.spyOn(trace, 'getTracerProvider').mockReturnValue(theirs);
  expect(ownTracer().startSpan('after').isRecording()).toBe(true);
  vi.restoreAllMocks();
});
