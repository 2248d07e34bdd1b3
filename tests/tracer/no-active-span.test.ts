import { context, diag, propagation, trace } from '@opentelemetry/api';
import { Tracer } from 'otel-powertools/tracer';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reset } from '../../src/shared/process-state.js';

let warnings: string[];
beforeEach(() => {
  vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs22.x');
  warnings = [];
  const ignore = (): void => {};
  const warn = (message: string): void => void warnings.push(message);
  diag.setLogger(
    { error: warn, warn, info: ignore, debug: ignore, verbose: ignore },
    { suppressOverrideMessage: true },
  );
});
afterEach(() => {
  vi.unstubAllEnvs();
  reset();
  for (const api of [trace, context, propagation, diag]) api.disable();
});

const putThree = (): void => {
  const tracer = new Tracer();
  tracer.putAnnotation('orderId', 'o-1');
  tracer.putMetadata('order', { id: 'o-1' });
  tracer.addErrorAsMetadata(new Error('declined'));
};

describe('an annotation or metadata without an active span', () => {
  it('is warned of where spans are recorded: once', () => {
    vi.stubEnv('OTEL_TRACES_EXPORTER', 'xray');
    putThree();
    expect(warnings).toEqual([expect.stringMatching(/no active span.*Wrap the handler/)]);
  });

  it.each([
    ['no exporter is configured', { OTEL_TRACES_EXPORTER: 'none' }],
    ['OpenTelemetry is switched off', { OTEL_SDK_DISABLED: 'true' }],
  ])('is nothing to warn of where %s', (_case, environment) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    putThree();
    expect(warnings).toEqual([]);
  });
});
