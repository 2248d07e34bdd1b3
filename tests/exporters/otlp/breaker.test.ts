import { diag } from '@opentelemetry/api';
import { OtlpLogRecordExporter } from 'otel-powertools/exporters/otlp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Breaker } from '../../../exporters/otlp/http/breaker.js';
import { type Endpoint, startHttpEndpoint } from '../../support/otlp-endpoint.js';
import { listenToDiag, recordNamed, subjectOf } from './items.js';

// Only the clock on the wall: sockets and timers are real.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));

afterEach(() => {
  vi.useRealTimers();
  diag.disable();
});

const advance = (millis: number): void => void vi.setSystemTime(Date.now() + millis);

describe('A breaker', () => {
  it('leaves an endpoint alone after three failures in a row, for a time that doubles up to a minute', () => {
    const breaker = new Breaker();
    for (const _ of [1, 2, 3]) {
      expect(breaker.next()).toBe('send');
      breaker.fail();
    }
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      advance(seconds * 1000 - 1);
      expect(breaker.next(), `before ${seconds} s are over`).toBe('skip');
      advance(1);
      expect(breaker.next(), `after ${seconds} s`).toBe('probe');
      expect(breaker.next(), 'one probe is enough').toBe('skip');
      breaker.fail();
    }
  });

  it('starts anew when the endpoint has answered well', () => {
    const breaker = new Breaker();
    breaker.fail();
    breaker.fail();
    breaker.succeed();
    breaker.fail();
    breaker.fail();
    expect(breaker.next()).toBe('send');
    breaker.fail();
    expect(breaker.next()).toBe('skip');
    advance(1000);
    expect(breaker.next()).toBe('probe');
    breaker.succeed();
    expect(breaker.next()).toBe('send');
  });

  it('leaves an endpoint alone for as long as it asks for, but for no longer than a minute', () => {
    const breaker = new Breaker();
    breaker.pause(5000);
    advance(4999);
    expect(breaker.next()).toBe('skip');
    advance(1);
    expect(breaker.next()).toBe('probe');
    breaker.pause(3_600_000);
    breaker.fail();
    advance(60_000);
    expect(breaker.next()).toBe('probe');
  });
});

describe('An exporter whose endpoint is dead', () => {
  let endpoint: Endpoint;
  let isWell: boolean;

  beforeEach(async () => {
    isWell = false;
    endpoint = await startHttpEndpoint((response) => (isWell ? response.end() : response.destroy()));
  });

  afterEach(() => endpoint.close());

  it('asks it three times and then no more, until a probe that nobody waits for', async () => {
    const messages = listenToDiag();
    const { exporter, send } = subjectOf('traces', { url: endpoint.url });
    for (let round = 0; round < 20; round += 1) expect((await send(`${round}`)).code).toBe(1);
    expect(endpoint.requests).toHaveLength(3);
    expect(messages).toEqual([expect.stringMatching(/is kept for the next export/)]);

    isWell = true;
    advance(1000);
    expect((await send('probe')).code).toBe(1);
    await expect.poll(() => endpoint.requests.length).toBe(4);
    await expect.poll(async () => (await send('well')).code).toBe(0);
    await exporter.shutdown();
    expect(exporter.dropped.total).toBe(0);
  });

  it('calls back before it returns once it leaves the endpoint alone', async () => {
    listenToDiag();
    const exporter = new OtlpLogRecordExporter({ url: endpoint.url });
    const send = (): Promise<unknown> => new Promise((resolve) => exporter.export([recordNamed('one')], resolve));
    for (let round = 0; round < 3; round += 1) await send();
    let answered = false;
    exporter.export([recordNamed('four')], () => {
      answered = true;
    });
    expect(answered).toBe(true);
    await exporter.shutdown();
    expect(exporter.dropped).toMatchObject({ total: 4, unsent: 4 });
  });
});

describe('What is kept for the next export', () => {
  it('is no more than there is room for: the oldest goes first, and is counted', async () => {
    const messages = listenToDiag();
    const { exporter, send } = subjectOf('traces', { url: 'http://127.0.0.1:9', maxQueueBytes: 400 });
    for (let round = 0; round < 10; round += 1) await send(`${round}`);
    const { overflowed } = exporter.dropped;
    expect(overflowed).toBeGreaterThan(4);
    await exporter.shutdown();
    expect(exporter.dropped).toMatchObject({ overflowed, unsent: 10 - overflowed, total: 10 });
    expect(messages.filter((message) => message.includes('400 bytes'))).toHaveLength(1);
  });

  it('is nothing that alone is too large, and that costs nothing else', async () => {
    listenToDiag();
    const { exporter, send } = subjectOf('traces', { url: 'http://127.0.0.1:9', maxQueueBytes: 400 });
    await send('small');
    await send('large'.repeat(100));
    expect(exporter.dropped).toMatchObject({ overflowed: 1, total: 1 });
    await exporter.shutdown();
  });

  it('is not kept for ever', async () => {
    listenToDiag();
    const { exporter, send } = subjectOf('metrics', { url: 'http://127.0.0.1:9', maxQueueAgeMillis: 60_000 });
    await send('old');
    advance(60_001);
    await send('new');
    expect(exporter.dropped).toMatchObject({ expired: 1, total: 1 });
    await exporter.shutdown();
  });
});
