import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentEncoder } from '../../../../exporters/xray/segment-format.js';
import { root, sourceOf } from '../../../../scripts/entries.mjs';
import { documentOf, faultsOf, type ReceivedDocument, reassemble } from '../documents.js';
import { LAMBDA_PARENT_ID, spanId } from '../spans.js';
import { type Shape, spansOf } from './shapes.js';

/** As often as `XRAY_DELIVERY_RUNS` says; a pair of processes each time. */
const RUNS = Number(process.env.XRAY_DELIVERY_RUNS ?? 3);

const SHAPES: readonly Shape[] = ['flat', 'tree', 'chain'];

const MAX_DOCUMENT = 65_477;

const canPin = ((): boolean => {
  try {
    execFileSync('taskset', ['-c', '0', 'true']);
    return true;
  } catch {
    console.warn('skipped: delivery to a daemon on the same core, for want of taskset');
    return false;
  }
})();

/** Sender and receiver share a core: the receiver runs only while the sender sleeps. */
const spawnPinned = (file: string, env: Record<string, string> = {}): ChildProcess => {
  const options: SpawnOptions = { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...process.env, ...env } };
  return spawn('taskset', ['-c', '0', process.execPath, file], options);
};

const answerOf = async <T>(child: ChildProcess, command?: object): Promise<T> => {
  if (command) child.send(command);
  const [message] = await once(child, 'message');
  return message;
};

interface Sent {
  readonly dropped: number;
  readonly millis: number;
}

interface Delivery extends Sent {
  readonly spilled: number;
  readonly documents: readonly ReceivedDocument[];
}

describe.runIf(canPin)('A daemon with 48 buffers, on the core of the function,', () => {
  let folder: string;
  let sender: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'otel-powertools-delivery-'));
    sender = join(folder, 'sender.mjs');
    await build({
      entryPoints: [`${root}tests/exporters/xray/delivery/sender.ts`],
      outfile: sender,
      bundle: true,
      platform: 'node',
      format: 'esm',
      alias: { 'otel-powertools/exporters/xray': `${root}${sourceOf('./exporters/xray')}` },
      logLevel: 'silent',
    });
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** What arrives of an export of a fresh process at a fresh daemon. */
  const deliver = async (shape: Shape, count: number, budget?: number): Promise<Delivery> => {
    const daemon = spawnPinned(`${root}tests/exporters/xray/delivery/buffered-daemon.mjs`);
    try {
      const { port } = await answerOf<{ port: number }>(daemon);
      const exporter = spawnPinned(sender, { AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${port}` });
      const sent = await answerOf<Sent>(exporter, { shape, count, budget });
      exporter.disconnect();
      // All is sent: what the kernel holds is read when the daemon next runs.
      await delay(50);
      const { spilled, datagrams } = await answerOf<{ spilled: number; datagrams: string[] }>(daemon, {});
      return { ...sent, spilled, documents: datagrams.map((text) => documentOf(Buffer.from(text, 'base64'))) };
    } finally {
      daemon.disconnect();
      await once(daemon, 'exit');
    }
  };

  it.each(SHAPES)(
    `gets a whole %s of 5,000 spans, ${RUNS} times of ${RUNS}`,
    async (shape) => {
      const expected = spansOf(shape, 5_000).map(
        (one) => `${one.parentSpanContext?.spanId} ${one.spanContext().spanId}`,
      );
      for (let run = 0; run < RUNS; run += 1) {
        // On a busy machine making the documents may take longer than a flush has by default: that is not what is tested.
        const { documents, ...sent } = await deliver(shape, 5_000, 10_000);
        if (process.env.XRAY_DELIVERY_RUNS) console.log(shape, documents.length, 'documents', sent);
        expect(sent).toMatchObject({ dropped: 0, spilled: 0 });
        expect(documents.flatMap(faultsOf)).toEqual([]);
        const received = new Set(reassemble(documents).map(({ parentId, id }) => `${parentId} ${id}`));
        expect(expected.filter((edge) => !received.has(edge))).toEqual([]);
        expect(received.size).toBe(expected.length);
      }
    },
    240_000,
  );

  it('loses only what is counted where the budget is too short, and never the first span', async () => {
    const { documents, dropped } = await deliver('flat', 5_000, 40);
    const received = reassemble(documents);
    expect(dropped).toBeGreaterThan(0);
    expect(received.length + dropped).toBe(5_000);
    expect(received.map(({ id, parentId }) => [id, parentId])).toContainEqual([spanId(1), LAMBDA_PARENT_ID]);
  });
});

describe('5,000 spans', () => {
  it.each(SHAPES)('are at most 80 datagrams (%s)', (shape) => {
    const encode = documentEncoder({
      lambda: true,
      indexAll: false,
      indexed: new Set(),
      stackFrameLimit: 50,
      clientQuery: false,
    });
    const datagrams = encode(spansOf(shape, 5_000), MAX_DOCUMENT, (error) => {
      throw error;
    });
    expect(datagrams.length).toBeLessThanOrEqual(80);
  });
});
