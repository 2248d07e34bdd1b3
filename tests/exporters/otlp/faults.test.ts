import { diag } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAULTS, startHalfOpenEndpoint } from '../../support/faulty-endpoints.js';
import { type Endpoint, startHttpEndpoint } from '../../support/otlp-endpoint.js';
import { decodeRequest, fieldOf, itemsOf, type SignalName } from './decoder.js';
import { listenToDiag, SIGNALS, subjectOf } from './items.js';

/** The names of what arrived, in each request. */
const arrivedAt = ({ requests }: Endpoint, signal: SignalName): unknown[][] =>
  requests.map(({ headers, body }) =>
    itemsOf(signal, decodeRequest(signal, headers, body)).map(
      (item) => fieldOf(item, 'name') ?? fieldOf(item, 'eventName'),
    ),
  );

let messages: string[];

beforeEach(() => {
  messages = listenToDiag();
});

afterEach(() => diag.disable());

const WAIT_MILLIS = 300;

describe.each(FAULTS)('An endpoint that is $name', ({ start, fate, said }) => {
  it.each(SIGNALS)(
    'costs %s no more than what is counted, and the caller no more than its patience',
    async (signal) => {
      const endpoint = await start();
      const { exporter, send } = subjectOf(signal, {
        url: `${endpoint.url}/v1/${signal}`,
        timeoutMillis: 2 * WAIT_MILLIS,
        waitMillis: WAIT_MILLIS,
      });
      const begin = performance.now();
      const result = await send('one');
      const waited = performance.now() - begin;
      // Idle until what goes on in the background has ended; what is kept then is what is unsent.
      await exporter.shutdown();
      await endpoint.close();

      const { total, unsent } = exporter.dropped;
      const actual = unsent === 1 ? 'kept' : total === 1 ? 'dropped' : 'taken';
      expect({ fate: actual, total }).toEqual({ fate, total: fate === 'taken' ? 0 : 1 });
      expect(waited).toBeLessThan(WAIT_MILLIS + 1000);
      if (fate !== 'taken') {
        expect(result).toMatchObject({ code: 1, reported: true });
        expect(result.error?.message).toMatch(said ?? /$/);
        expect(messages.join('\n')).toMatch(said ?? /$/);
      }
    },
  );
});

describe.each(SIGNALS)('An exporter of %s', (signal) => {
  it('sends what it has kept with the next export', async () => {
    let isWell = false;
    const endpoint = await startHttpEndpoint((response) => (isWell ? response.end() : response.destroy()));
    const { exporter, send } = subjectOf(signal, { url: `${endpoint.url}/v1/${signal}` });
    expect((await send('one')).code).toBe(1);
    expect((await send('two')).code).toBe(1);
    isWell = true;
    expect(await send('three')).toEqual({ code: 0 });
    await exporter.shutdown();
    await endpoint.close();
    expect(arrivedAt(endpoint, signal).at(-1)).toEqual(['one', 'two', 'three']);
    expect(exporter.dropped.total).toBe(0);
  });

  it('uses no connection again on which it got no answer', async () => {
    const endpoint = await startHalfOpenEndpoint();
    const { exporter, send } = subjectOf(signal, { url: `${endpoint.url}/v1/${signal}`, timeoutMillis: 100 });
    expect(await send('one')).toEqual({ code: 0 });
    expect((await send('two')).code).toBe(1);
    expect(await send('three')).toEqual({ code: 0 });
    await exporter.shutdown();
    await endpoint.close();
    expect(arrivedAt(endpoint, signal).at(-1)).toEqual(['two', 'three']);
    expect(endpoint.connections).toBe(2);
    expect(exporter.dropped.total).toBe(0);
  });
});
