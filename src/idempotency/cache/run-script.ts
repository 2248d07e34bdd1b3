import { type Attributes, type Span, SpanStatusCode } from '@opentelemetry/api';
import { inCallSpan } from '../../aws/service-call.js';
import { asArray, asObject, asText } from '../../shared/unknown.js';
import { beforeDeadline } from '../values/before-deadline.js';
import { type CacheClient, type ScriptRunner, scriptRunnerOf, serverOf } from './client.js';
import type { Script } from './scripts.js';

/** What a script answers: what it did, and the text of the record that it found. */
export interface ScriptAnswer {
  readonly outcome: string;
  /** Empty where there is none. */
  readonly found: string;
}

interface ScriptCall {
  readonly key: string;
  readonly values: readonly string[];
  readonly deadline: number | undefined;
}

export type RunScript = (script: Script, call: ScriptCall) => Promise<ScriptAnswer>;

/**
 * Runs scripts with a client: by their digest, and in full where the server does not know that yet.
 *
 * @throws {Error} the object is no client that can run a script.
 */
export function createScriptRunner(client: CacheClient): RunScript {
  const runner = scriptRunnerOf(client);
  return async (script, { key, values, deadline }) => {
    const { sha1 } = digested(script);
    const attributes = { ...describeServer(client), 'db.operation.name': 'EVALSHA', 'db.stored_procedure.name': sha1 };
    const call = { scope: 'otel-powertools/idempotency', name: 'EVALSHA', attributes, recordFailure };
    const answer = await inCallSpan(call, (span) =>
      beforeDeadline('a request to the cache', deadline, () => run(runner, script, { key, values, span })),
    );
    const [outcome, found] = asArray(answer) ?? [];
    return { outcome: textOf(outcome), found: textOf(found) };
  };
}

/** The digests of scripts: what makes them is loaded for the first request. */
const digests = new WeakMap<Script, { readonly sha1: string }>();

function digested(script: Script): { readonly sha1: string } {
  let known = digests.get(script);
  if (!known) {
    const hash = process.getBuiltinModule('node:crypto').createHash('sha1');
    known = { sha1: hash.update(script.source).digest('hex') };
    digests.set(script, known);
  }
  return known;
}

interface RunCall {
  readonly key: string;
  readonly values: readonly string[];
  readonly span: Span | undefined;
}

async function run(runner: ScriptRunner, script: Script, { key, values, span }: RunCall): Promise<unknown> {
  try {
    return await runner.evalSha(digested(script).sha1, key, values);
  } catch (error) {
    if (!isUnknownScript(error)) throw error;
    span?.setAttribute('db.operation.name', 'EVAL').updateName('EVAL');
    return runner.eval(script.source, key, values);
  }
}

/** The server has restarted, or has never seen it. */
function isUnknownScript(error: unknown): boolean {
  return /^NoScript|No matching script/i.test(asText(asObject(error)?.message) ?? '');
}

function describeServer(client: CacheClient): Attributes {
  const { address, port, database } = serverOf(client);
  return {
    // Valkey has no name of its own in the conventions.
    'db.system.name': 'redis',
    ...(database !== undefined && { 'db.namespace': database }),
    ...(address !== undefined && { 'server.address': address }),
    ...(port !== undefined && { 'server.port': port }),
  };
}

function recordFailure(span: Span, error: unknown): void {
  const type = asText(asObject(error)?.name) ?? typeof error;
  // What a simple error of the protocol begins with: `WRONGTYPE Operation against a key …`.
  const [, code] = /^([A-Z]+) /.exec(asText(asObject(error)?.message) ?? '') ?? [];
  if (code !== undefined) span.setAttribute('db.response.status_code', code);
  span.setAttribute('error.type', code ?? type).setStatus({ code: SpanStatusCode.ERROR, message: code ?? type });
}

/** Clients give text, or bytes where they are told so. */
function textOf(reply: unknown): string {
  if (reply instanceof Uint8Array) return new TextDecoder().decode(reply);
  return typeof reply === 'string' ? reply : '';
}
