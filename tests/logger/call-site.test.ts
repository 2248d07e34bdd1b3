import { Logger } from 'otel-powertools/logger';
import { captureTelemetry } from 'otel-powertools/testing';
import { describe, expect, it } from 'vitest';
import { type CallSite, describeCallSite, placeOf } from '../../src/logger/output/call-site.js';

const site = (functionName: string | null): CallSite => ({
  getFunctionName: () => functionName,
  getFileName: () => 'file:///var/task/index.mjs',
  getLineNumber: () => 12,
  getColumnNumber: () => 3,
});

describe('the place where a line was logged', () => {
  it.each([
    ['handler', 'handler:12'],
    ['get total', 'get total:12'],
    [null, 'index.mjs:12'],
    ['makeIdempotent.persistenceStore.tableName', 'index.mjs:12'],
  ])('in a function that V8 calls %s is %s', (name, location) => {
    expect(describeCallSite(site(name))).toBe(location);
  });

  it('is that of the caller, through a class that overrides the method or has one of its own', () => {
    class OwnLogger extends Logger {
      override info(message: string): void {
        super.info(message);
      }

      audit(message: string): void {
        super.warn(message);
      }
    }
    using telemetry = captureTelemetry();
    const { info } = Logger.prototype;
    const logger = new OwnLogger();
    function caller(): void {
      new Logger().error('x');
      info.call(logger, 'x');
    }
    caller();
    logger.info('x');
    logger.audit('x');
    expect(telemetry.logs.map(({ attributes }) => attributes['code.function.name'])).toEqual([
      'caller',
      'caller',
      'info',
      'audit',
    ]);
  });

  it('names no function where V8 has made the name up', () => {
    expect(placeOf(site('retry.onFail')).functionName).toBeUndefined();
    expect(placeOf(site('retry')).functionName).toBe('retry');
  });
});
