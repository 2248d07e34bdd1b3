import vm from 'node:vm';
import fc from 'fast-check';
import { LogFormatter, Logger, LogItem } from 'otel-powertools/logger';
import { captureTelemetry } from 'otel-powertools/testing';
import { describe, expect, it, vi } from 'vitest';
import { linesOf } from './run.js';

type Line = Record<string, unknown>;

const messages = (lines: readonly Line[]): unknown[] => lines.map(({ message }) => message);

describe('sampling', () => {
  it('is one decision an invocation, for all loggers, and for children', async () => {
    const lines = await linesOf(`
      const answers = [0.9, 0.1, 0.9, 0.1];
      let draws = 0;
      Math.random = () => { draws += 1; return answers[(draws - 1) % 4]; };
      const one = new Logger({ sampleRateValue: 0.5 });
      const other = new Logger({ sampleRateValue: 0.5, serviceName: 'other' });
      const handler = withPowertools(async ({ n }) => {
        const child = one.createChild({ persistentKeys: { child: true } });
        one.debug('one ' + n);
        other.debug('other ' + n);
        child.debug('child ' + n);
      });
      for (const n of [0, 1, 2, 3]) await handler({ n }, lambdaContext());
      one.info('draws ' + draws);
    `);
    const said = messages(lines).filter((message) => !String(message).startsWith('Setting'));
    expect(said).toEqual(['one 1', 'other 1', 'child 1', 'one 3', 'other 3', 'child 3', 'draws 4']);
  });

  it('keeps overlapping invocations apart', async () => {
    const lines = await linesOf(`
      const answers = [0.9, 0.1, 0.9, 0.1, 0.9, 0.1];
      Math.random = () => answers.shift() ?? 0.9;
      const logger = new Logger({ sampleRateValue: 0.5 });
      const handler = withPowertools(async ({ n }) => {
        logger.debug('begun ' + n);
        await sleep(5);
        logger.createChild().debug('ended ' + n);
      });
      await Promise.all([0, 1, 2, 3].map((n) => handler({ n }, lambdaContext())));
    `);
    const said = messages(lines).filter((message) => !String(message).startsWith('Setting'));
    const begun = said.flatMap((message) => /^begun (.)/.exec(String(message))?.[1] ?? []);
    const ended = said.flatMap((message) => /^ended (.)/.exec(String(message))?.[1] ?? []);
    expect(begun).toEqual(['1', '3']);
    expect(ended.sort()).toEqual(['1', '3']);
  });
});

describe('what is wrong with the settings', () => {
  it.each([
    ['TZ', ':/nowhere', 'The time zone ":/nowhere"'],
    ['POWERTOOLS_LOG_LEVEL', 'LOUD', 'The log level "LOUD"'],
  ])('%s=%s is said once a process, whatever the number of loggers and children', async (name, value, said) => {
    const lines = await linesOf(
      `const logger = new Logger();
       const handler = withPowertools(async () => logger.createChild().info('child'));
       for (let n = 0; n < 5; n += 1) await handler({}, lambdaContext());
       new Logger({ serviceName: 'other' }).info('other');`,
      { [name]: value },
    );
    expect(messages(lines).filter((message) => String(message).includes(said))).toHaveLength(1);
    expect(messages(lines)).toHaveLength(7);
  });
});

describe('an error of another realm', () => {
  const foreign: Error = vm.runInNewContext("new RangeError('too much', { cause: new TypeError('why') })");

  it.each([
    ['as the message', (logger: Logger) => logger.error(foreign as never)],
    ['beside the message', (logger: Logger) => logger.error('failed', foreign)],
    ['under a key', (logger: Logger) => logger.error('failed', { error: foreign })],
  ])('is an error %s', (_, log) => {
    expect(foreign).not.toBeInstanceOf(Error);
    const [line] = written(() => log(new Logger({ serviceName: 's' })));
    expect(line?.error).toMatchObject({ name: 'RangeError', message: 'too much', cause: { name: 'TypeError' } });
    expect(line).toHaveProperty('error.stack', expect.stringContaining('RangeError: too much'));
  });

  it('is an exception of the record', () => {
    using telemetry = captureTelemetry();
    new Logger().error('failed', foreign);
    expect(telemetry.logs[0]?.attributes).toMatchObject({
      'exception.type': 'RangeError',
      'exception.message': 'too much',
    });
  });
});

describe('formatError', () => {
  class Mine extends LogFormatter {
    formatAttributes(): LogItem {
      return new LogItem({ attributes: {} });
    }
  }

  it('formats the cause as the error', () => {
    const error = new Error('outer', { cause: new TypeError('inner', { cause: 'text' }) });
    expect(new Mine().formatError(error)).toMatchObject({
      name: 'Error',
      cause: { name: 'TypeError', message: 'inner', cause: 'text', stack: expect.any(String) },
    });
  });

  it('calls itself for causes, so that a formatter can change both', () => {
    class Short extends Mine {
      override formatError(error: Error) {
        const { message, cause } = super.formatError(error);
        return { message, cause };
      }
    }
    expect(new Short().formatError(new Error('outer', { cause: new Error('inner') }))).toEqual({
      message: 'outer',
      cause: { message: 'inner', cause: undefined },
    });
  });

  it('gives the stack as a list in development', () => {
    vi.stubEnv('POWERTOOLS_DEV', 'true');
    expect(new Mine().formatError(new Error('x')).stack).toEqual(expect.arrayContaining(['Error: x']));
    vi.unstubAllEnvs();
    expect(new Mine().formatError(new Error('x')).stack).toEqual(expect.stringContaining('Error: x\n'));
  });

  it('ends where a cause leads back', () => {
    const error = new Error('a');
    error.cause = new Error('b', { cause: error });
    expect(new Mine().formatError(error)).toMatchObject({ cause: { message: 'b', cause: '[Circular]' } });
  });
});

describe("what Lambda's filter takes for INFO", () => {
  const program = `
    const metrics = new Metrics({ namespace: 'shop', serviceName: 's' });
    const logger = new Logger({ serviceName: 's' });
    const handler = withPowertools(async () => {
      logger.critical('the end');
      metrics.addMetric('a', 'Count', 1);
    });
    await handler({}, lambdaContext());
  `;

  it.each(['WARN', 'ERROR', 'FATAL'])('has a level that passes with AWS_LAMBDA_LOG_LEVEL=%s', async (filter) => {
    const lines = await linesOf(program, { AWS_LAMBDA_LOG_LEVEL: filter });
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ level: 'FATAL', message: 'the end' });
    expect(lines[1]).toMatchObject({ level: filter, a: 1 });
    expect(Date.parse(String(lines[1]?.timestamp))).not.toBeNaN();
  });

  it.each(['INFO', 'DEBUG', undefined])('has its own words with AWS_LAMBDA_LOG_LEVEL=%s', async (filter) => {
    const lines = await linesOf(program, filter === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: filter });
    expect(lines[0]).toMatchObject({ level: 'CRITICAL', message: 'the end' });
    expect(lines.find((line) => '_aws' in line)).not.toHaveProperty('level');
  });

  it('is left as it is where the function has a metric of that name', async () => {
    const lines = await linesOf(program.replace("'a', 'Count'", "'level', 'Count'"), { AWS_LAMBDA_LOG_LEVEL: 'ERROR' });
    expect(lines[1]).toMatchObject({ level: 1 });
  });
});

describe('a path to a correlation id', () => {
  it.each(['"\\x"', '"a', 'a"', '"\\u12"', '"a"."', '.', 'a..b', ''])('%j throws nothing', (path) => {
    const [line] = written(() => {
      const logger = new Logger({ serviceName: 's' });
      logger.setCorrelationId({ a: { b: 'x' } }, path);
      logger.info('works');
    }).filter(({ message }) => message === 'works');
    expect(line).toMatchObject({ message: 'works' });
  });

  it('of any text throws nothing', () => {
    const logger = new Logger({ serviceName: 's' });
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '.', '"', '\\', 'u', ' ', '[', '\n') }), (path) => {
        written(() => logger.setCorrelationId({ a: 1 }, path));
      }),
    );
  });
});

describe('--frozen-intrinsics', () => {
  it('costs the location of a line, and nothing else', async () => {
    const lines = await linesOf(`
      Object.freeze(Error);
      new Logger({ serviceName: 's' }).info('works');
    `);
    expect(lines).toMatchObject([{ message: 'works', service: 's' }]);
    expect(lines[0]).not.toHaveProperty('location');
  });
});

function written(work: () => void): Line[] {
  let text = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    work();
  } finally {
    write.mockRestore();
  }
  return text
    .split('\n')
    .filter(Boolean)
    .map((line): Line => JSON.parse(line));
}

describe('a class made of LogItem', () => {
  class Item extends LogItem {
    override removeEmptyKeys(attributes: Record<string, unknown>) {
      return { ...super.removeEmptyKeys(attributes), kept: attributes.kept ?? 'always' };
    }
    override prepareForPrint(): void {
      super.prepareForPrint();
      this.attributes = { ...this.attributes, count: Object.keys(this.attributes).length };
    }
  }
  class Formatter extends LogFormatter {
    formatAttributes({ message }: { message: string }): LogItem {
      return new Item({ attributes: { message, empty: '' } });
    }
  }

  it('has its way with the keys of the line', () => {
    const [line] = written(() => new Logger({ serviceName: 's', logFormatter: new Formatter() }).info('hi'));
    expect(line).toEqual({ message: 'hi', kept: 'always', count: 2 });
  });
});
