import { Logger } from 'otel-powertools/logger';
import { Metrics } from 'otel-powertools/metrics';
import { Tracer } from 'otel-powertools/tracer';
import { validator } from 'otel-powertools/validation/decorator';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AnyFunction, MethodDecorator } from '../../../src/invocation/adapters/method-decorator.js';
import { compileClass, dialects } from '../../support/decorators.js';

const NOTE = Symbol('note');

/** As NestJS and others do: what they know of a method is on the method. */
const note: MethodDecorator = ((target: AnyFunction | object, _key: unknown, descriptor?: PropertyDescriptor) => {
  Object.assign(descriptor?.value ?? target, { [NOTE]: 'guarded', role: 'admin' });
}) as MethodDecorator;

const decorators: Readonly<Record<string, () => MethodDecorator>> = {
  injectLambdaContext: () => new Logger().injectLambdaContext(),
  logMetrics: () => new Metrics({ namespace: 'shop' }).logMetrics(),
  captureLambdaHandler: () => new Tracer().captureLambdaHandler(),
  captureMethod: () => new Tracer().captureMethod(),
  validator: () => validator({}),
};

describe.each(dialects)('a method with a decorator of the %s kind', (dialect) => {
  it.each(Object.entries(decorators))('and %s keeps its name, its length and what others have put on it', (_, make) => {
    const Compiled = compileClass<{ handler: AnyFunction }>(dialect, '@ours @note handler(event, context) {}', {
      ours: make(),
      note,
    });
    const { handler } = new Compiled();
    const found = ['name', 'length', NOTE, 'role'].map((key) => Reflect.get(handler, key));
    expect(found).toEqual(['handler', 2, 'guarded', 'admin']);
  });
});

describe('what reflect-metadata knows of a method', () => {
  const store = new WeakMap<object, Map<unknown, unknown>>();
  const names = ['getOwnMetadataKeys', 'getOwnMetadata', 'defineMetadata'];
  afterEach(() => names.forEach((name) => void Reflect.deleteProperty(Reflect, name)));

  it('is known of what stands in for it', () => {
    const define = vi.fn((key: unknown, value: unknown, target: object) => {
      store.set(target, new Map([...(store.get(target) ?? []), [key, value]]));
    });
    Object.assign(Reflect, {
      getOwnMetadataKeys: (target: object) => [...(store.get(target)?.keys() ?? [])],
      getOwnMetadata: (key: unknown, target: object) => store.get(target)?.get(key),
      defineMetadata: define,
    });
    const Compiled = compileClass<{ handler: AnyFunction }>('standard', '@ours @roles handler(event) {}', {
      ours: new Logger().injectLambdaContext(),
      roles: (method: object) => define('roles', ['admin'], method),
    });
    expect(store.get(new Compiled().handler)).toEqual(new Map([['roles', ['admin']]]));
  });
});
