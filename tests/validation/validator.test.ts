import middy from '@middy/core';
import { Ajv } from 'ajv';
import { withPowertools } from 'otel-powertools';
import { EVENTBRIDGE } from 'otel-powertools/jmespath/envelopes';
import { SchemaCompilationError, SchemaValidationError } from 'otel-powertools/validation';
import { validator as decorator } from 'otel-powertools/validation/decorator';
import { type ValidatorOptions, validator } from 'otel-powertools/validation/middleware';
import { describe, expect, it, vi } from 'vitest';
import { compileClass, dialects } from '../support/decorators.js';
import { lambdaContext } from '../support/lambda.js';

type Handler = (event: unknown) => Promise<unknown>;

const throughMiddy = (work: Handler, options: ValidatorOptions): Handler => {
  const handler = middy((event: unknown) => work(event)).use(validator(options));
  // The type of Middy's context is that of @types/aws-lambda, with more than any code here reads.
  return (event) => handler(event, lambdaContext() as Parameters<typeof handler>[1]);
};

const throughPowertools = (work: Handler, options: ValidatorOptions): Handler => {
  const handler = withPowertools((event: unknown) => work(event), { use: [validator(options)] });
  return (event) => handler(event, lambdaContext());
};

const throughDecorator =
  (dialect: (typeof dialects)[number]) =>
  (work: Handler, options: ValidatorOptions): Handler => {
    const Lambda = compileClass<{ handler: Handler }>(
      dialect,
      '@decorator(options) handler(event) { return this.work(event); } work = work;',
      { decorator, options, work },
    );
    const lambda = new Lambda();
    return (event) => lambda.handler(event);
  };

const inboundSchema = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' }, count: { type: 'number' } },
};
const outboundSchema = { type: 'object', required: ['ok'] };

describe.each([
  { place: 'withPowertools', wrap: throughPowertools },
  { place: 'middy', wrap: throughMiddy },
  ...dialects.map((dialect) => ({ place: `a ${dialect} decorator`, wrap: throughDecorator(dialect) })),
])('validator in $place', ({ wrap }) => {
  it('passes an event that matches, and returns a result that does', async () => {
    const handler = wrap(async (event) => ({ ok: event }), { inboundSchema, outboundSchema });
    expect(await handler({ id: 'a' })).toEqual({ ok: { id: 'a' } });
  });

  it('refuses an event that does not match, and does not run the handler', async () => {
    const work = vi.fn(async () => ({}));
    const attempt = wrap(work, { inboundSchema })({ id: 1 });
    await expect(attempt).rejects.toBeInstanceOf(SchemaValidationError);
    await expect(attempt).rejects.toThrow(/^Inbound schema validation failed: \/id must be string$/);
    expect(work).not.toHaveBeenCalled();
  });

  it('refuses a result that does not match', async () => {
    const attempt = wrap(async () => undefined, { outboundSchema })({});
    await expect(attempt).rejects.toThrow(/^Outbound schema validation failed: \/ must be object$/);
  });

  it('gives the handler what the envelope selects', async () => {
    const handler = wrap(async (event) => event, { inboundSchema, envelope: EVENTBRIDGE });
    expect(await handler({ detail: { id: 'a' } })).toEqual({ id: 'a' });
    await expect(handler({ id: 'a' })).rejects.toThrow(/^Inbound schema validation failed/);
  });

  it('leaves an error of the handler as it is', async () => {
    const failure = new Error('card declined');
    await expect(wrap(() => Promise.reject(failure), { inboundSchema, outboundSchema })({ id: 'a' })).rejects.toBe(
      failure,
    );
  });

  it('without schemas does nothing', async () => {
    expect(await wrap(async (event) => event, {})('anything')).toBe('anything');
  });

  it("leaves the caller's event as it is when Ajv changes what it validates", async () => {
    const event = { id: 'a', count: '2' };
    const handler = wrap(async (changed) => changed, { inboundSchema, ajv: new Ajv({ coerceTypes: true }) });
    expect(await handler(event)).toEqual({ id: 'a', count: 2 });
    expect(event.count).toBe('2');
  });

  it('passes an event that holds functions', async () => {
    const event = { id: 'a', later: () => 'called' };
    expect(await wrap(async (given) => given, { inboundSchema })(event)).toBe(event);
  });

  it('finds a wrong schema when it is made', () => {
    expect(() => wrap(async () => {}, { inboundSchema: { type: 'objct' } })).toThrow(SchemaCompilationError);
    expect(() => wrap(async () => {}, { outboundSchema: { type: 'objct' } })).toThrow(SchemaCompilationError);
  });
});

describe('the validator decorator', () => {
  it.each(dialects)('of the %s kind passes the other arguments and the receiver on', async (dialect) => {
    const Lambda = compileClass<{ handler(event: unknown, context: string): Promise<string> }>(
      dialect,
      "@decorator(options) handler(event, context) { return this.greeting + event.id + context; } greeting = 'hello ';",
      { decorator, options: { inboundSchema } },
    );
    expect(await new Lambda().handler({ id: 'a' }, ' there')).toBe('hello a there');
  });
});
