import { recordOf, type Values } from '../is-record.js';
import type { InvocationEntry } from './invocation-entry.js';

type NodeKind = 'trigger' | 'function' | 'table' | 'queue' | 'service' | 'host';

/** One thing of the system. */
export interface MapNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly name: string;
}

/** The calls of one thing by another. */
export interface MapEdge {
  readonly from: string;
  readonly to: string;
  readonly calls: number;
  readonly errors: number;
  /** Milliseconds, over the latest calls. */
  readonly p50: number;
  readonly p95: number;
  /** Calls a minute, between the first and the last. */
  readonly perMinute: number;
}

interface Call {
  readonly to: MapNode;
  readonly durationMs: number;
  readonly failed: boolean;
}

interface Tally {
  readonly from: string;
  readonly to: string;
  calls: number;
  errors: number;
  first: number;
  last: number;
  durations: number[];
}

const MAX_EDGES = 500;
const DURATIONS_KEPT = 1000;

/** Who calls whom in this session, how often, how long it takes and how often it fails. */
export class ServiceMap {
  readonly #nodes = new Map<string, MapNode>();
  readonly #edges = new Map<string, Tally>();
  #omitted = 0;

  add(entry: InvocationEntry): void {
    const functionNode = node('function', entry.functionName);
    const trigger = triggerOf(entry);
    const failed = entry.outcome !== 'ok' || (entry.statusCode ?? 0) >= 500;
    this.#add(trigger, { to: functionNode, durationMs: entry.durationMs, failed }, entry.startTime);
    for (const { document } of entry.segments) {
      for (const call of callsBelow(document)) this.#add(functionNode, call, entry.startTime);
    }
  }

  overview(): { nodes: MapNode[]; edges: MapEdge[]; omitted: number } {
    const edges = [...this.#edges.values()].map(({ from, to, calls, errors, first, last, durations }) => {
      const sorted = durations.toSorted((a, b) => a - b);
      const minutes = Math.max(1, (last - first) / 60_000);
      return { from, to, calls, errors, p50: at(sorted, 0.5), p95: at(sorted, 0.95), perMinute: calls / minutes };
    });
    return { nodes: [...this.#nodes.values()], edges, omitted: this.#omitted };
  }

  #add(from: MapNode, { to, durationMs, failed }: Call, time: number): void {
    const key = `${from.id}\n${to.id}`;
    const known = this.#edges.get(key);
    if (!known && this.#edges.size >= MAX_EDGES) {
      this.#omitted += 1;
      return;
    }
    const tally = known ?? { from: from.id, to: to.id, calls: 0, errors: 0, first: time, last: time, durations: [] };
    this.#edges.set(key, tally);
    this.#nodes.set(from.id, from);
    this.#nodes.set(to.id, to);
    tally.calls += 1;
    tally.errors += failed ? 1 : 0;
    tally.last = time;
    tally.durations.push(durationMs);
    if (tally.durations.length > DURATIONS_KEPT) tally.durations.shift();
  }
}

function node(kind: NodeKind, name: string): MapNode {
  return { id: `${kind}:${name}`, kind, name };
}

const TRIGGER_NAMES: Readonly<Record<InvocationEntry['source'], string>> = {
  http: 'HTTP',
  sqs: 'SQS',
  sns: 'SNS',
  kinesis: 'Kinesis',
  dynamodb: 'DynamoDB stream',
  s3: 'S3',
  eventbridge: 'EventBridge',
  schedule: 'Schedule',
  cognito: 'Cognito',
  event: 'Event',
};

function triggerOf({ source, trigger }: InvocationEntry): MapNode {
  const [, caller] = trigger.match(/^invoked by (.+)$/) ?? [];
  if (caller) return node('function', caller);
  const [, queue] = trigger.match(/^queue (.+)$/) ?? [];
  return queue ? node('queue', queue) : node('trigger', TRIGGER_NAMES[source]);
}

/** The calls of other things that a segment and those below it stand for. */
function callsBelow(document: Values): Call[] {
  const called = calledBy(document);
  const below = Array.isArray(document.subsegments) ? document.subsegments.map(recordOf).flatMap(callsBelow) : [];
  if (!called) return below;
  const { start_time: start, end_time: end } = document;
  const durationMs = typeof start === 'number' && typeof end === 'number' ? (end - start) * 1000 : 0;
  return [{ to: called, durationMs, failed: document.fault === true || isRefusal(document) }, ...below];
}

function calledBy({ namespace, name, aws, http }: Values): MapNode | undefined {
  const { table_name: table, queue_url: queue, function_name: functionName, bucket_name: bucket } = recordOf(aws);
  if (namespace === 'aws') {
    if (typeof table === 'string') return node('table', table);
    if (typeof queue === 'string') return node('queue', queue.slice(queue.lastIndexOf('/') + 1));
    if (typeof functionName === 'string') return node('function', functionName);
    return node('service', typeof bucket === 'string' ? `S3 ${bucket}` : String(name));
  }
  if (namespace !== 'remote') return undefined;
  return node('host', hostOf(recordOf(recordOf(http).request).url) ?? String(name));
}

/** The condition that a write was made under does not hold: an answer that was expected. */
function isRefusal({ error, cause }: Values): boolean {
  const { exceptions } = recordOf(cause);
  const [first] = (Array.isArray(exceptions) ? exceptions : []).map(recordOf);
  return error === true && first?.type !== 'ConditionalCheckFailedException';
}

function hostOf(url: unknown): string | undefined {
  try {
    return typeof url === 'string' ? new URL(url).host : undefined;
  } catch {
    return undefined;
  }
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
