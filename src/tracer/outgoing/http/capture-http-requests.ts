import { once } from '../../../shared/process-state.js';
import { addHttpSettings, type CaptureHttpRequestsOptions, httpSettings } from './http-settings.js';
import { followNodeRequests } from './node-requests.js';
import { followUndiciRequests } from './undici-requests.js';

declare module '../../../shared/process-state.js' {
  interface ProcessState {
    /** Whether outgoing requests are followed. */
    httpRequests: true;
  }
}

/**
 * Gives every outgoing HTTP request of the process a span, and the headers that hand the trace on: `fetch`, undici,
 * `node:http`, `node:https` and what is built on them. It listens to what Node.js publishes and patches nothing, so it
 * works in bundles too. Called again it only adds to the options: a request has one span, however many asked for it.
 *
 * A {@link Tracer} does this by itself. A request gets no span outside a recorded trace, nor when it carries a trace
 * header already: then somebody else has captured it.
 *
 * @example
 * captureHttpRequests({ ignoreHosts: ['localhost', '.internal.example.com'] });
 */
export function captureHttpRequests(options: CaptureHttpRequestsOptions = {}): void {
  httpSettings().always = true;
  followHttpRequests(options);
}

/** The same, for who may begin to trace later: until somebody does, requests are left alone. */
export function followHttpRequests(options: CaptureHttpRequestsOptions): void {
  addHttpSettings(options);
  once('httpRequests', () => {
    const { subscribe, unsubscribe } = process.getBuiltinModule('node:diagnostics_channel');
    const subscriptions: Parameters<typeof subscribe>[] = [];
    const follow = (...subscription: Parameters<typeof subscribe>): void => {
      subscriptions.push(subscription);
      subscribe(...subscription);
    };
    followUndiciRequests(follow);
    followNodeRequests(follow);
    // Last in the queue: an instrumentation that is registered after us, by the same code, has put its headers on a
    // request when we see it, and the request is not captured twice.
    queueMicrotask(() => {
      for (const subscription of subscriptions) {
        unsubscribe(...subscription);
        subscribe(...subscription);
      }
    });
    return true;
  });
}
