import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A segment document as it arrives; children nested in it are documents too. */
export interface ReceivedDocument {
  readonly id: string;
  readonly name: string;
  readonly trace_id?: string;
  readonly parent_id?: string;
  readonly type?: string;
  readonly start_time: number;
  readonly end_time?: number;
  readonly in_progress?: boolean;
  readonly fault?: boolean;
  readonly error?: boolean;
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly subsegments?: readonly ReceivedDocument[];
  readonly [field: string]: unknown;
}

export interface FlatDocument extends ReceivedDocument {
  readonly trace_id: string;
  readonly parent_id: string;
}

/**
 * Unfolds nested documents: each with the trace and parent that its place gives it. What stands for no span, and only holds
 * children that their parent's document has no room for, is taken out.
 */
export const flatten = (documents: readonly ReceivedDocument[], traceId?: string, parentId?: string): FlatDocument[] =>
  documents.flatMap((document) => {
    const own = {
      ...document,
      trace_id: document.trace_id ?? traceId ?? '',
      parent_id: document.parent_id ?? parentId ?? '',
    };
    const isGroup = document.metadata?.default?.['otel.xray.group'] !== undefined;
    const below = flatten(document.subsegments ?? [], own.trace_id, isGroup ? own.parent_id : own.id);
    return isGroup ? below : [own, ...below];
  });

/** A UDP socket where the X-Ray daemon would be. */
export const startDaemon = async () => {
  const worker = new Worker(new URL('./daemon-worker.mjs', import.meta.url));
  const [port]: number[] = await once(worker, 'message');
  const datagrams: Buffer[] = [];
  worker.on('message', (datagram: Uint8Array) => datagrams.push(Buffer.from(datagram)));
  const flat = (): FlatDocument[] =>
    flatten(datagrams.map((datagram) => JSON.parse(datagram.subarray(datagram.indexOf('\n') + 1).toString('utf8'))));
  return {
    address: `127.0.0.1:${port}`,
    datagrams,
    flat,
    /** Waits until `enough` has arrived. */
    async until(enough: (documents: FlatDocument[]) => boolean): Promise<FlatDocument[]> {
      while (!enough(flat())) await once(worker, 'message');
      return flat();
    },
    clear: () => void datagrams.splice(0),
    close: () => worker.terminate(),
  };
};

export type Daemon = Awaited<ReturnType<typeof startDaemon>>;
