import { randomBytes } from 'node:crypto';

export interface InvocationTrace {
  /** The whole `X-Amzn-Trace-Id` header. */
  readonly header: string;
  readonly traceId: string;
  readonly functionSegmentId: string;
  /** The segment of the caller, where the request came with one. */
  readonly parentId?: string | undefined;
}

const INCOMING_ROOT = /(?:^|;)\s*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})\s*(?:;|$)/i;
const INCOMING_PARENT = /(?:^|;)\s*Parent=([0-9a-f]{16})\s*(?:;|$)/i;
const INCOMING_SAMPLED = /(?:^|;)\s*Sampled=([01])\s*(?:;|$)/i;

/**
 * The trace header of one invocation. A Root and a decision to sample that came with the request are kept, as Lambda
 * keeps them; Parent is always the segment of the function itself, which is new.
 */
export function traceOfInvocation(incoming?: string): InvocationTrace {
  const traceId = incoming?.match(INCOMING_ROOT)?.[1]?.toLowerCase() ?? newTraceId();
  const sampled = incoming?.match(INCOMING_SAMPLED)?.[1] ?? '1';
  const functionSegmentId = randomBytes(8).toString('hex');
  const parentId = incoming?.match(INCOMING_PARENT)?.[1]?.toLowerCase();
  return {
    header: `Root=${traceId};Parent=${functionSegmentId};Sampled=${sampled}`,
    traceId,
    functionSegmentId,
    parentId,
  };
}

function newTraceId(): string {
  return `1-${Math.floor(Date.now() / 1000)
    .toString(16)
    .padStart(8, '0')}-${randomBytes(12).toString('hex')}`;
}
