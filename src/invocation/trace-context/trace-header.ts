import { INVALID_SPANID, INVALID_TRACEID } from '@opentelemetry/api';
import { asText, attempt } from '../../shared/unknown.js';
import type { LambdaContext } from '../lambda-context.js';

/** An X-Ray trace header (`X-Amzn-Trace-Id`, `_X_AMZN_TRACE_ID`, `AWSTraceHeader`), taken apart. */
export interface TraceHeader {
  /** The trace id in X-Ray's form, `1-<8 hex>-<24 hex>`, lower case. */
  readonly root: string;
  /** The same trace id in the form of W3C and OpenTelemetry: 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits: the segment that caused this one. Undefined when X-Ray records nothing (mode PassThrough). */
  readonly parent: string | undefined;
  /** `undefined` when the header has no decision (`Sampled` is missing or `?`). */
  readonly sampled: boolean | undefined;
  /** Lambda's loop detection: has to be passed on to AWS services unchanged. */
  readonly lineage: string | undefined;
  /** Every other field, by its name as written. */
  readonly others: ReadonlyMap<string, string>;
}

const ROOT = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/;
const SPAN_ID = /^[0-9a-f]{16}$/;
const NO_OTHERS: ReadonlyMap<string, string> = new Map();

// X-Ray's SDKs keep foreign fields up to this many characters, names and values together.
const OTHERS_LIMIT = 256;

// Those of AWS have some 100 characters. What is far longer is none, and not worth the time to read it.
const HEADER_LIMIT = 4_096;

// As Lambda and API Gateway write it.
const USUAL =
  /^Root=(1-([0-9a-f]{8})-([0-9a-f]{24}))(?:;Parent=([0-9a-f]{16}))?(?:;Sampled=([01?]))?(?:;Lineage=([^;\s]+))?$/;

/**
 * Reads a trace header as leniently as X-Ray's own SDKs do: names in any letter case and order, spaces round them,
 * fields missing. What is longer than 4,096 characters is none. Without a valid `Root` there is no trace to continue, hence `undefined`; an invalid `Parent` is none.
 */
export function parseTraceHeader(header: string | undefined): TraceHeader | undefined {
  if (!header || header.length > HEADER_LIMIT) return undefined;
  const usual = USUAL.exec(header);
  return usual ? fromUsual(usual) : parseAny(header.trim());
}

type Environment = Readonly<Record<string, string | undefined>>;

interface InvokeStoreGlobal {
  readonly awslambda?: { readonly InvokeStore?: { getXRayTraceId?(): string | undefined } };
}

/**
 * The trace header that Lambda gave this invocation. `context.xRayTraceId` belongs to exactly one invocation, so it goes
 * first; then Lambda's invoke store; `_X_AMZN_TRACE_ID` is one for the process and is not set where invocations overlap.
 */
export function givenTraceHeader(
  lambdaContext?: LambdaContext | undefined,
  env: Environment = process.env,
): string | undefined {
  return asText(attempt(() => lambdaContext?.xRayTraceId)) ?? asText(fromInvokeStore()) ?? env._X_AMZN_TRACE_ID;
}

/** The same, taken apart. */
export function currentTraceHeader(lambdaContext?: LambdaContext, env?: Environment): TraceHeader | undefined {
  return parseTraceHeader(givenTraceHeader(lambdaContext, env));
}

function fromInvokeStore(): string | undefined {
  // Lambda's Node.js runtime puts it there; nothing declares it.
  const store = (globalThis as InvokeStoreGlobal).awslambda?.InvokeStore;
  return store?.getXRayTraceId?.();
}

function fromUsual([, root = '', start = '', rest = '', parent, decision, lineage]: RegExpExecArray):
  | TraceHeader
  | undefined {
  const traceId = start + rest;
  if (traceId === INVALID_TRACEID) return undefined;
  return {
    root,
    traceId,
    parent: parent === INVALID_SPANID ? undefined : parent,
    sampled: decision === '1' ? true : decision === '0' ? false : undefined,
    lineage,
    others: NO_OTHERS,
  };
}

/** Any form, field by field. */
function parseAny(text: string): TraceHeader | undefined {
  if (text === '') return undefined;
  let root: string | undefined;
  let parent: string | undefined;
  let sampled: boolean | undefined;
  let lineage: string | undefined;
  let others: Map<string, string> | undefined;
  let othersLength = 0;

  // A bare trace id, as some senders write it.
  for (const field of text.includes('=') ? text.split(';') : [`Root=${text}`]) {
    const separator = field.indexOf('=');
    if (separator < 0) continue;
    const name = field.slice(0, separator).trim();
    const value = field.slice(separator + 1).trim();
    if (name === '' || value === '') continue;
    switch (name.toLowerCase()) {
      case 'root':
        root = value.toLowerCase();
        break;
      case 'parent':
        parent = value.toLowerCase();
        break;
      case 'sampled':
        sampled = value === '1' ? true : value === '0' ? false : undefined;
        break;
      case 'lineage':
        lineage = value;
        break;
      default:
        othersLength += name.length + value.length;
        if (othersLength <= OTHERS_LIMIT) {
          others ??= new Map();
          others.set(name, value);
        }
    }
  }

  const rootParts = root === undefined ? null : ROOT.exec(root);
  if (root === undefined || rootParts === null) return undefined;
  const traceId = `${rootParts[1]}${rootParts[2]}`;
  if (traceId === INVALID_TRACEID) return undefined;
  if (parent !== undefined && (!SPAN_ID.test(parent) || parent === INVALID_SPANID)) parent = undefined;
  return { root, traceId, parent, sampled, lineage, others: others ?? NO_OTHERS };
}
