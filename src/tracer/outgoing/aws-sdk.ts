import { context, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { recordError } from '../record-error.js';

/** What one call of a client's middleware is given and gives. */
interface MiddlewareArguments {
  input: object;
}
interface MiddlewareResult {
  readonly output: unknown;
}
type Handler = (args: MiddlewareArguments) => Promise<MiddlewareResult>;
interface HandlerContext {
  readonly clientName?: string;
  readonly commandName?: string;
}

/** The part of an AWS SDK v3 client that is used: its own middleware stack and its configuration. */
interface AwsClient {
  readonly middlewareStack: {
    add(middleware: (next: Handler, context: HandlerContext) => Handler, options: object): void;
  };
  readonly config?: object;
}

const isAwsClient = (client: unknown): client is AwsClient =>
  typeof client === 'object' &&
  client !== null &&
  'middlewareStack' in client &&
  typeof client.middlewareStack === 'object' &&
  client.middlewareStack !== null &&
  'add' in client.middlewareStack &&
  typeof client.middlewareStack.add === 'function';

const tracer = (): Tracer => trace.getTracer('otel-powertools/aws-sdk');

/**
 * Gives every call of an AWS SDK v3 client a span, through the client's own middleware. The client given is the client
 * returned; to capture it again changes nothing.
 */
export const captureAWSv3Client = <Client>(client: Client): Client => {
  if (!isAwsClient(client)) return client;
  client.middlewareStack.add(
    (next, call) => async (args) => {
      const service = (call.clientName ?? 'AWS').replace(/Client$/, '');
      const operation = (call.commandName ?? 'Unknown').replace(/Command$/, '');
      const parent = context.active();
      const span = tracer().startSpan(
        `${service}.${operation}`,
        {
          kind: SpanKind.CLIENT,
          attributes: { 'rpc.system': 'aws-api', 'rpc.service': service, 'rpc.method': operation },
        },
        parent,
      );
      try {
        return await context.with(trace.setSpan(parent, span), next, undefined, args);
      } catch (error) {
        recordError(span, error);
        throw error;
      } finally {
        span.end();
      }
    },
    { step: 'initialize', priority: 'low', name: 'otelPowertoolsSpan', override: true },
  );
  return client;
};
