import { checkOptionNames, type OptionNames } from '../option-names.js';
import { Backlog, type Batch } from './backlog.js';
import type { MessageWriter } from './encode/message-writer.js';
import { FORMATS } from './format.js';
import type { Host } from './host.js';
import { Breaker } from './http/breaker.js';
import { Losses } from './losses.js';
import type { OtlpDropped, OtlpExporterOptions, OtlpExportResult } from './options.js';
import { type Outcome, Sender } from './sender.js';
import { readOtlpSettings } from './settings/settings.js';
import type { Signal } from './signals.js';

const MEBIBYTE = 1_048_576;
const TEN_MINUTES = 600_000;

// What is quoted of a body: enough to see what is wrong.
const MAX_QUOTE = 200;

interface Attempt {
  /** Whether its caller has been told that it takes too long. */
  isLate: boolean;
}

const NAMES: OptionNames<OtlpExporterOptions> = {
  url: true,
  headers: true,
  protocol: true,
  timeoutMillis: true,
  compression: true,
  ca: true,
  cert: true,
  key: true,
  sign: true,
  waitMillis: true,
  maxQueueBytes: true,
  maxQueueAgeMillis: true,
};

/** Sends the telemetry of one signal over HTTP. What an endpoint cannot take now is kept, and goes with the next export. */
export class OtlpExporter<TItems> {
  readonly #signal: Signal<TItems>;
  readonly #host: Host;
  readonly #losses: Losses;
  readonly #writer: MessageWriter;
  readonly #sender: Sender;
  readonly #backlog: Backlog;
  readonly #breaker = new Breaker();
  readonly #timeoutMillis: number;
  readonly #waitMillis: number;
  /** The endpoint as messages name it: what may be a key is not in it. */
  readonly #place: string;
  readonly #waiting = new Set<Promise<void>>();
  readonly #sending = new Set<Promise<unknown>>();
  #isShutdown = false;

  constructor(
    signal: Signal<TItems>,
    options: OtlpExporterOptions,
    host: Host,
    env: Readonly<Record<string, string | undefined>> = process.env,
  ) {
    checkOptionNames(`The OTLP exporter of ${signal.noun}`, options, NAMES);
    const settings = readOtlpSettings(signal.name, options, env, host.warn);
    this.#signal = signal;
    this.#host = host;
    this.#losses = new Losses(signal.noun, host);
    this.#writer = FORMATS[settings.protocol].createWriter();
    this.#sender = new Sender(signal.field, settings, options, host);
    this.#backlog = new Backlog(
      {
        maxBytes: options.maxQueueBytes ?? MEBIBYTE,
        maxAgeMillis: options.maxQueueAgeMillis ?? TEN_MINUTES,
      },
      this.#losses,
    );
    this.#timeoutMillis = settings.timeoutMillis;
    this.#waitMillis = options.waitMillis ?? settings.timeoutMillis;
    this.#place = `${settings.url.origin}${settings.url.pathname}`;
  }

  /** How much was lost, and why. What is kept for the next export is not. */
  get dropped(): OtlpDropped {
    return this.#losses.dropped;
  }

  /** Calls back once: with success when the endpoint has taken everything. */
  export(items: TItems, resultCallback: (result: OtlpExportResult) => void): void {
    if (this.#isShutdown) {
      resultCallback({ code: 1, error: new Error('The OTLP exporter was shut down: it exports nothing any more.') });
      return;
    }
    const batch = this.#encode(items);
    if (batch.items === 0) {
      resultCallback({ code: 0 });
      return;
    }
    const next = this.#breaker.next();
    if (next === 'send') {
      const waiting = this.#inTime(batch).then((result) => this.#answer(resultCallback, result));
      this.#waiting.add(waiting);
      void waiting.then(() => this.#waiting.delete(waiting));
      return;
    }
    if (next === 'probe') void this.#deliver(batch, { isLate: false });
    else this.#backlog.add([batch]);
    this.#answer(resultCallback, failure(`${this.#place} is not well, and is left alone for a while`));
  }

  /** Resolves when every export has called back. */
  async forceFlush(): Promise<void> {
    await Promise.all(this.#waiting);
  }

  /** Ends what is under way; exports after that fail. */
  async shutdown(): Promise<void> {
    this.#isShutdown = true;
    await Promise.all(this.#sending);
    for (const { items } of this.#backlog.take()) this.#losses.add('unsent', items, 'The exporter was shut down.');
    this.#sender.close();
  }

  #encode(items: TItems): Batch {
    const count = this.#signal.write(this.#writer, items, (lost, error) =>
      this.#losses.add('untranslatable', lost, `They cannot be encoded: ${error}.`),
    );
    return { bytes: this.#writer.take(), items: count, time: Date.now() };
  }

  /** The result of an export, or after a while that there is none yet. */
  async #inTime(batch: Batch): Promise<OtlpExportResult> {
    const attempt: Attempt = { isLate: false };
    const delivery = this.#deliver(batch, attempt);
    // The time-out ends it by then.
    if (this.#waitMillis >= this.#timeoutMillis) return delivery;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<OtlpExportResult>((resolve) => {
      timer = setTimeout(() => {
        attempt.isLate = true;
        this.#breaker.fail();
        const late = `${this.#place} did not answer within ${this.#waitMillis} ms`;
        this.#losses.sayOnce('late', `${late}: the export goes on in the background. Further ones are not told of.`);
        resolve(failure(late));
      }, this.#waitMillis);
    });
    const result = await Promise.race([delivery, patience]);
    clearTimeout(timer);
    return result;
  }

  /** Sends `batch`, and with it what was kept. Never rejects. */
  async #deliver(batch: Batch, attempt: Attempt): Promise<OtlpExportResult> {
    const sending = this.#send(this.#backlog.take(), batch, attempt);
    this.#sending.add(sending);
    const result = await sending;
    this.#sending.delete(sending);
    return result;
  }

  async #send(kept: readonly Batch[], batch: Batch, attempt: Attempt): Promise<OtlpExportResult> {
    const all = [...kept, batch];
    const outcome = await this.#sender.send(all);
    if (outcome.kind !== 'refused' || kept.length === 0) return this.#settle(all, outcome, attempt);
    // What was kept must not cost what is new.
    this.#settle(kept, await this.#sender.send(kept), attempt);
    return this.#settle([batch], await this.#sender.send([batch]), attempt);
  }

  #settle(batches: readonly Batch[], outcome: Outcome, { isLate }: Attempt): OtlpExportResult {
    const items = batches.reduce((sum, batch) => sum + batch.items, 0);
    if (outcome.kind === 'accepted') {
      this.#breaker.succeed();
      if (!outcome.partial) return { code: 0 };
      const { rejected, message } = outcome.partial;
      const said = `${this.#place} says: "${message.slice(0, MAX_QUOTE)}".`;
      if (rejected === 0) this.#losses.sayOnce('remark', said);
      this.#losses.add('rejected', rejected, said);
      return rejected === 0 ? { code: 0 } : failure(said);
    }
    // One that is late has been counted.
    if (!isLate) this.#breaker.fail();
    if (outcome.kind === 'refused') {
      const { status, body } = outcome.answer;
      const said = `${this.#place} answered ${status}: "${body.toString('utf8', 0, 4 * MAX_QUOTE).slice(0, MAX_QUOTE)}".`;
      this.#losses.add('refused', items, said, `refused ${status}`);
      return failure(said);
    }
    this.#backlog.add(batches);
    const why =
      outcome.kind === 'busy' ? `answered ${outcome.answer.status}` : `cannot be reached: ${textOf(outcome.error)}`;
    if (outcome.kind === 'busy' && outcome.afterMillis !== undefined) this.#breaker.pause(outcome.afterMillis);
    const said = `${this.#place} ${why}`;
    this.#losses.sayOnce('kept', `${said}. What could not be sent is kept for the next export.`);
    return failure(said);
  }

  #answer(resultCallback: (result: OtlpExportResult) => void, result: OtlpExportResult): void {
    try {
      resultCallback(result);
    } catch (error) {
      this.#host.warn(`otel-powertools: the callback of an export of ${this.#signal.name} threw.`, error);
    }
  }
}

function failure(message: string): OtlpExportResult {
  return { code: 1, error: new Error(message), reported: true };
}

/** An error of several addresses has no message of its own. */
function textOf(error: Error): string {
  return error.message || ('code' in error ? String(error.code) : error.name);
}
