import { type Context, context, diag, type Span } from '@opentelemetry/api';
import { bindChannel } from '../../../invocation/context/context-manager.js';
import { once } from '../../../shared/process-state.js';
import { asObject } from '../../../shared/unknown.js';
import { type DatabaseChannel, databaseChannels } from './clients.js';
import { failDatabaseSpan, startDatabaseSpan } from './database-span.js';

declare module '../../../shared/process-state.js' {
  interface ProcessState {
    databaseCalls: DatabaseSettings;
  }
}

/** How calls of databases are captured. */
export interface CaptureDatabaseCallsOptions {
  /**
   * Whether a span has the text of an SQL statement, with `?` for every value in it. Default false;
   * `POWERTOOLS_TRACER_CAPTURE_DATABASE_QUERY_TEXT` for a Tracer.
   */
  readonly recordQueryText?: boolean | undefined;
}

/** What all who asked for capturing want together. */
interface DatabaseSettings {
  recordQueryText: boolean;
}

/**
 * Gives every call of a database a span where its client publishes what it does: current versions of ioredis, node-redis
 * (`redis`), mysql2 and mongoose do. It listens to `diagnostics_channel` and patches nothing, so it works in bundles too.
 * Called again it only adds to the options.
 *
 * A {@link Tracer} does this by itself. A call gets no span outside a recorded trace, nor where OpenTelemetry's own
 * instrumentation of the client traces it already. Values never get into a span: keys, parameters, messages of errors.
 *
 * @example
 * captureDatabaseCalls({ recordQueryText: true });
 */
export function captureDatabaseCalls({ recordQueryText = false }: CaptureDatabaseCallsOptions = {}): void {
  const settings = once('databaseCalls', follow);
  settings.recordQueryText ||= recordQueryText;
}

function follow(): DatabaseSettings {
  const settings: DatabaseSettings = { recordQueryText: false };
  const { subscribe } = process.getBuiltinModule('node:diagnostics_channel');
  const spans = new WeakMap<object, Span>();
  for (const [name, channel] of Object.entries(databaseChannels)) {
    let isUsed = false;
    subscribe(
      `tracing:${name}:start`,
      guarded((message) => {
        const span = startSpan(channel, message, settings);
        if (!span) return;
        spans.set(message, span);
        // Most functions have none of these clients: they pay for no more than the first channel of each.
        if (!isUsed) followToEnd(name, spans);
        isUsed = true;
      }),
    );
  }
  followPool();
  return settings;
}

/**
 * Who waits for a connection of a pool is called back by who gives it back, in another's context: the query would have
 * another's parent.
 */
function followPool(): void {
  const contexts = new WeakMap<object, Context>();
  let isUsed = false;
  process.getBuiltinModule('node:diagnostics_channel').subscribe(
    'tracing:mysql2:pool:connect:start',
    guarded((message) => {
      contexts.set(message, context.active());
      if (!isUsed) bindChannel('tracing:mysql2:pool:connect:asyncStart', (about) => contexts.get(about));
      isUsed = true;
    }),
  );
}

function startSpan(channel: DatabaseChannel, message: object, { recordQueryText }: DatabaseSettings): Span | undefined {
  return startDatabaseSpan(channel, asObject(message) ?? {}, recordQueryText);
}

function followToEnd(name: string, spans: WeakMap<object, Span>): void {
  const { subscribe } = process.getBuiltinModule('node:diagnostics_channel');
  const end = guarded((message) => {
    spans.get(message)?.end();
    spans.delete(message);
  });
  subscribe(
    `tracing:${name}:error`,
    guarded((message) => {
      const span = spans.get(message);
      if (span) failDatabaseSpan(span, asObject(message)?.error);
    }),
  );
  subscribe(`tracing:${name}:asyncStart`, end);
  // A call that throws at once has no asynchronous part.
  subscribe(
    `tracing:${name}:end`,
    guarded((message) => {
      if ('error' in message) end(message);
    }),
  );
}

/** A subscriber that reports its own failure: an exception in a channel would end the process. */
function guarded(handle: (message: object) => void) {
  return (message: unknown): void => {
    try {
      if (typeof message === 'object' && message !== null) handle(message);
    } catch (error) {
      diag.warn('otel-powertools: a call of a database could not be captured.', error);
    }
  };
}
