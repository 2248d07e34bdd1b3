import { type MetricsOfInvocation, runWithMetrics } from './log-metrics.js';
import type { ExtraOptions } from './options.js';

type Method = (...args: never[]) => unknown;

/** A method decorator for standard decorators and for TypeScript's `experimentalDecorators`. */
export interface HandlerMethodDecorator {
  <M extends Method>(value: M, context: ClassMethodDecoratorContext): M;
  <M extends Method>(
    target: object,
    propertyKey: string | symbol,
    descriptor: TypedPropertyDescriptor<M>,
  ): TypedPropertyDescriptor<M>;
}

/** The second argument of a Lambda handler is its context; a method called by a test may have none. */
const functionNameOf = (context: unknown): string | undefined =>
  typeof context === 'object' &&
  context !== null &&
  'functionName' in context &&
  typeof context.functionName === 'string'
    ? context.functionName
    : undefined;

/** Publishes the metrics of each call of a method when it is done. The method becomes asynchronous. */
export const logMetricsDecorator = (metrics: MetricsOfInvocation, options: ExtraOptions): HandlerMethodDecorator => {
  const logged = (method: Method): Method =>
    async function (this: unknown, ...args: unknown[]): Promise<unknown> {
      return runWithMetrics([metrics], options, functionNameOf(args[1]), () => Reflect.apply(method, this, args));
    };

  const decorate = (
    target: Method | object,
    _context: unknown,
    descriptor?: TypedPropertyDescriptor<Method>,
  ): Method | TypedPropertyDescriptor<Method> => {
    if (!descriptor) return logged(target as Method);
    return descriptor.value ? { ...descriptor, value: logged(descriptor.value) } : descriptor;
  };
  // The overloads say that a method keeps its type, which a function over both dialects cannot.
  return decorate as HandlerMethodDecorator;
};
