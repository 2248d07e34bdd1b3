import { context, diag } from '@opentelemetry/api';
import type { Pending } from '../../shared/pending.js';
import { once } from '../../shared/process-state.js';
import { suppressTracing } from '../../shared/suppress-tracing.js';
import type { AnyExporter } from '../settings/options.js';
import type { Budget } from './budget.js';
import { ensureExportPlan, exportPlan } from './export-plan.js';
import type { Parcel } from './outbox.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    exportFailures: FailureRecord;
  }
}

/** An exporter as this folder calls it, with the type of what it exports restored. */
export interface ExporterOf<TItems> {
  export(items: TItems, done: (result: ExportResult) => void): void;
  forceFlush?(): Promise<void>;
  /** It makes no call that an instrumentation could trace: nothing has to be suppressed for it. */
  readonly isLocal?: boolean;
  /**
   * As `export` of an exporter of ours, which counts and reports by itself what is lost: the short way, without a
   * result for each. Undefined where there is nothing to wait for.
   *
   * @param failed - Called once for an export that lost something.
   * @param budget - How long the flush has.
   */
  deliver?(items: TItems, failed: () => void, budget?: Budget): Pending;
}

interface ExportResult {
  /** 0: success; 1: failure. */
  readonly code: number;
  /** What failed, with `code` 1. */
  readonly error?: Error;
  /** The exporter has told `diag` what went wrong: that is not said twice. */
  readonly reported?: boolean;
}

/** An exporter that the user handed over takes the data of its own signal; only the user can know that it does. */
export function exporterOf<TItems>(exporter: AnyExporter): ExporterOf<TItems> {
  const known = exporter as ExporterOf<TItems>;
  // Where it sends things, nobody can know: it may well be over the network.
  if (!isLocal(known)) ensureExportPlan(send);
  return known;
}

/** The exporter that `otlp` stands for. */
export function networkExporter<TExporter extends ExporterOf<never>>(exporter: TExporter): TExporter {
  ensureExportPlan(send);
  return exporter;
}

/** Whether what an exporter is given waits for the answer, or for a batch to be complete. */
export function isPostponed(exporter: ExporterOf<never>): boolean {
  return !isLocal(exporter) && exportPlan()?.outbox !== undefined;
}

/** What is exported, as messages call it. */
export type Exported = 'spans' | 'metrics' | 'log records';

type FailureKind = 'it threw' | 'it said so' | 'it rejected';

interface FailureRecord {
  /** What has been said of each exporter. */
  readonly said: WeakMap<object, Set<string>>;
  readonly counts: Record<Exported, number>;
}

/** How many exports have failed in this process. */
export function exportFailures(): Readonly<Record<Exported, number>> {
  return { ...failures().counts };
}

/**
 * Exports, or has it exported later where it goes over the network; what is returned resolves when the exporter has answered.
 * Never throws or rejects: an exporter that throws or fails costs its data, not the answer of the function. Each failure is
 * counted; the first of a kind is reported.
 *
 * @param more - What follows the export; the budget, where the flush has a limit: an exporter that has to take its time keeps it.
 */
export function exportItems<TItems>(
  exporter: ExporterOf<TItems>,
  items: TItems,
  exported: Exported,
  more: { readonly after?: Parcel<TItems>['after']; readonly budget?: Budget } = {},
): Pending {
  const { after, budget } = more;
  if (exporter.deliver) return deliver(exporter, items, exported, budget);
  const outbox = exporter.isLocal ? undefined : exportPlan()?.outbox;
  if (outbox) outbox.put({ exporter, exported, after }, items);
  else return exportNow({ exporter, exported, after }, items);
  return undefined;
}

function isLocal({ deliver: delivers, isLocal: isKnown }: ExporterOf<never>): boolean {
  return delivers !== undefined || isKnown === true;
}

/** Exports what has waited: of several parts one export is made. */
function send<TItems>(parcel: Parcel<TItems>): Pending {
  return exportNow(parcel, joined(parcel.parts));
}

function exportNow<TItems>({ exporter, exported, after }: Omit<Parcel<TItems>, 'parts'>, items: TItems): Pending {
  const exporting = call(exporter, items, exported);
  if (!after) return exporting;
  return exporting ? exporting.then(() => after(exporter)) : after(exporter);
}

/** Spans and log records come as lists; metrics as a resource, which is that of the process, with a list. */
function joined<TItems>(parts: readonly TItems[]): TItems {
  const [first] = parts;
  if (parts.length < 2 || first === undefined) return first as TItems;
  if (Array.isArray(first)) return parts.flat() as TItems;
  const lists = parts as readonly { readonly scopeMetrics: readonly unknown[] }[];
  return { ...first, scopeMetrics: lists.flatMap(({ scopeMetrics }) => scopeMetrics) };
}

function call<TItems>(exporter: ExporterOf<TItems>, items: TItems, exported: Exported): Pending {
  const exporting = new ExportCall(exporter, exported);
  // What an exporter does over the network is not part of the function's own trace.
  if (exporter.isLocal) exporting.start(items);
  else context.with(suppressTracing(context.active()), () => exporting.start(items));
  return exporting.answer();
}

/** What an exporter is taken to have said that calls back with no result: nobody knows whether anything arrived. */
const NO_RESULT: ExportResult = { code: 1, error: new Error('The exporter called back without a result.') };

function isResult(value: unknown): value is ExportResult {
  return typeof value === 'object' && value !== null && 'code' in value;
}

/** Count a failed export: made once, and not for each. */
const counters: Readonly<Record<Exported, () => void>> = {
  spans: () => count('spans'),
  metrics: () => count('metrics'),
  'log records': () => count('log records'),
};

/** One export by an exporter of any SDK. Whatever an exporter does after its first answer is not another failure. */
class ExportCall<TItems> {
  readonly #exporter: ExporterOf<TItems>;
  readonly #exported: Exported;
  #isAnswered = false;
  #resolve: (() => void) | undefined;

  constructor(exporter: ExporterOf<TItems>, exported: Exported) {
    this.#exporter = exporter;
    this.#exported = exported;
  }

  start(items: TItems): void {
    try {
      const returned: unknown = this.#exporter.export(items, (result) => this.#answered(result));
      // Typed as giving nothing, an exporter may be an asynchronous function even so.
      if (returned instanceof Promise) returned.catch((error: unknown) => this.#fail('it rejected', error));
    } catch (error) {
      this.#fail('it threw', error);
    }
  }

  answer(): Pending {
    if (this.#isAnswered) return undefined;
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Called by whoever's exporter whenever it likes: what is thrown there, in a timer, would end the process. */
  #answered(result: unknown): void {
    try {
      this.#take(isResult(result) ? result : NO_RESULT);
    } catch (error) {
      this.#fail('it said so', error);
    }
  }

  #take({ code, error, reported }: ExportResult): void {
    if (code !== 0 && !reported) {
      this.#fail('it said so', error);
      return;
    }
    if (code !== 0 && !this.#isAnswered) count(this.#exported);
    this.#settle();
  }

  #fail(kind: FailureKind, error: unknown): void {
    if (!this.#isAnswered) report(this.#exporter, this.#exported, kind, error);
    this.#settle();
  }

  #settle(): void {
    this.#isAnswered = true;
    this.#resolve?.();
  }
}

function deliver<TItems>(
  exporter: ExporterOf<TItems>,
  items: TItems,
  exported: Exported,
  budget: Budget | undefined,
): Pending {
  try {
    return exporter
      .deliver?.(items, counters[exported], budget)
      ?.catch((error: unknown) => report(exporter, exported, 'it rejected', error));
  } catch (error) {
    // An exporter of ours throws nothing but what it has to say.
    report(exporter, exported, 'it said so', error);
    return undefined;
  }
}

function count(exported: Exported): void {
  failures().counts[exported] += 1;
}

function report(exporter: object, exported: Exported, kind: FailureKind, error: unknown): void {
  count(exported);
  const { said } = failures();
  const known = said.get(exporter) ?? new Set();
  said.set(exporter, known);
  const failure = `${exported}: ${kind}`;
  if (known.has(failure)) return;
  known.add(failure);
  diag.error(
    `otel-powertools: the ${exported} exporter failed (${kind}); the ${exported} of this export are lost. Further failures of this kind are only counted.`,
    error,
  );
}

function failures(): FailureRecord {
  return once('exportFailures', () => ({
    said: new WeakMap(),
    counts: { spans: 0, metrics: 0, 'log records': 0 },
  }));
}
