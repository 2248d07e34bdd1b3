import { diag } from '@opentelemetry/api';
import { invocationsUnderWay } from '../../invocation/under-way.js';
import { readText } from '../../settings/read.js';
import { once, peek } from '../../shared/process-state.js';
import { configuredOptions } from '../settings/held-settings.js';
import type { ExportMode } from '../settings/options.js';
import { isEmulated, settings } from '../settings/settings.js';
import { InternalExtension } from './internal-extension.js';
import { Outbox, type OutboxOptions } from './outbox.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    exportPlan: ExportPlan;
  }
}

/** When what goes over the network goes out in this process. */
export interface ExportPlan {
  /** What is kept for later; undefined where everything goes out before the answer. */
  readonly outbox: Outbox | undefined;
  /** What is done now. */
  readonly mode: ExportMode;
  /** Why it is not what was asked for; undefined where it is. */
  readonly why: string | undefined;
}

/**
 * Tells processes that the function starts, which inherit it, that Lambda does not talk to them: an extension in a process that
 * ends would never ask for its next event, and Lambda would wait.
 */
const REGISTERED = 'LAMBDA_EXTENSION_OF_OTEL_POWERTOOLS';

/**
 * Decides when exports over the network go out: once, when the first exporter for it is made. Where that is after the answer,
 * the extension that this needs is registered now, during INIT, because later Lambda refuses it.
 *
 * @param send - Exports at once.
 */
export function ensureExportPlan(send: OutboxOptions['send']): void {
  once('exportPlan', () => planWith(send));
}

/** What was decided; undefined where nothing goes over the network. */
export function exportPlan(): ExportPlan | undefined {
  return peek('exportPlan');
}

function planWith(send: OutboxOptions['send']): ExportPlan {
  const { exportMode: wanted, exportBatchMillis: millis, exportBatchBytes: bytes } = settings();
  if (wanted === 'before-response') return { outbox: undefined, mode: wanted, why: undefined };
  const api = process.env.AWS_LAMBDA_RUNTIME_API;
  const obstacle = obstacleTo(api);
  if (!api || obstacle) {
    // In tests, and on a developer's machine, it is as it should be.
    if (api) tellOf(`exports over the network go out before the answer, not as exportMode says: ${obstacle}.`);
    return { outbox: undefined, mode: 'before-response', why: obstacle };
  }
  process.env[REGISTERED] = String(process.pid);
  let why: string | undefined;
  const extension = new InternalExtension(api, {
    isUnderWay: (requestId) =>
      invocationsUnderWay().some(({ invocation }) => invocation.lambdaContext?.awsRequestId === requestId),
    refused: (reason) => {
      why = reason;
      diag.warn(
        `otel-powertools: exports over the network go out before the answer, and the caller waits for them: ${reason}. Set up telemetry at module level, before the first invocation. POWERTOOLS_EXPORT_MODE=before-response says that it is meant so.`,
      );
    },
  });
  const outbox = new Outbox({
    extension,
    runs: invocationsUnderWay,
    send,
    batch: wanted === 'batch' ? { millis, bytes } : undefined,
  });
  return {
    outbox,
    get mode() {
      return extension.isPresent ? wanted : 'before-response';
    },
    get why() {
      return extension.isPresent ? undefined : (why ?? 'the extension is not registered yet');
    },
  };
}

/** Nobody has to hear of it who has not asked for anything. */
function tellOf(message: string): void {
  const isAsked = configuredOptions().exportMode ?? readText(process.env, 'POWERTOOLS_EXPORT_MODE');
  diag[isAsked ? 'warn' : 'info'](`otel-powertools: ${message}`);
}

/** Why there is no extension to be registered. */
function obstacleTo(api: string | undefined): string | undefined {
  const { env } = process;
  if (!api || !settings().inLambda) return 'this is not Lambda';
  if (isEmulated(env)) return 'this is an imitation of Lambda';
  if (env[REGISTERED] || !process.getBuiltinModule('node:worker_threads').isMainThread) {
    return 'this is not the process, or not the thread, that Lambda invokes';
  }
  // There a process has several invocations at once, and Lambda tells no extension of them.
  if (env.AWS_LAMBDA_MAX_CONCURRENCY) return 'invocations overlap on Lambda Managed Instances';
  return undefined;
}
