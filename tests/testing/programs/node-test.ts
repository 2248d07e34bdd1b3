import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { captureTelemetry, lambdaContext, type TelemetryCapture } from 'otel-powertools/testing';

let telemetry: TelemetryCapture;
beforeEach(() => {
  telemetry = captureTelemetry();
});
afterEach(() => telemetry[Symbol.dispose]());

for (const time of ['first', 'second']) {
  test(`a handler is captured the ${time} time`, async () => {
    const { handler } = await import('./handler.js');
    await handler(
      {},
      lambdaContext({ xRayTraceId: 'Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1' }),
    );
    assert.deepEqual(
      telemetry.spans.map(({ name, parent, traceId }) => [name, parent, traceId]),
      [
        ['function', undefined, '67891233abcdef012345678912345678'],
        ['charge', 'function', '67891233abcdef012345678912345678'],
      ],
    );
    assert.equal(telemetry.spans[0]?.attributes.Service, 'orders');
    assert.deepEqual(
      telemetry.logs.map(({ level, message }) => [level, message]),
      [['INFO', 'received']],
    );
    assert.deepEqual(
      telemetry.metrics.map(({ scope, name, value, attributes }) => [scope, name, value, attributes.service]),
      [['shop', 'Orders', 1, 'orders']],
    );
    assert.deepEqual(telemetry.diagnostics, []);
    assert.ok(!process.getActiveResourcesInfo().includes('UDPWrap'));
  });
}
