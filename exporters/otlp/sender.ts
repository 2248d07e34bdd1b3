import type { Batch } from './backlog.js';
import { FORMATS, type Format } from './format.js';
import type { Host } from './host.js';
import { type Answer, HttpClient } from './http/client.js';
import { type Verdict, verdictOf } from './http/verdict.js';
import type { OtlpExporterOptions } from './options.js';
import type { OtlpSettings } from './settings/settings.js';

/** What became of a request. */
export type Outcome =
  | (Verdict & { readonly answer: Answer })
  /** There was no answer. */
  | { readonly kind: 'unreachable'; readonly error: Error };

// Full jitter: anything up to these, which double.
const FIRST_BACKOFF_MILLIS = 100;
const LONGEST_BACKOFF_MILLIS = 5000;

/** Sends requests of one signal, each again while the endpoint is busy and there is time. */
export class Sender {
  readonly #field: string;
  readonly #settings: OtlpSettings;
  readonly #format: Format;
  readonly #sign: OtlpExporterOptions['sign'];
  readonly #host: Host;
  readonly #client: HttpClient;
  readonly #waitMillis: number;

  /** @param options - Of them `sign`, and `waitMillis`: for that long a request is repeated. */
  constructor(field: string, settings: OtlpSettings, { sign, waitMillis }: OtlpExporterOptions, host: Host) {
    this.#field = field;
    this.#settings = settings;
    this.#waitMillis = Math.min(waitMillis ?? Infinity, settings.timeoutMillis);
    this.#format = FORMATS[settings.protocol];
    this.#sign = sign;
    this.#host = host;
    this.#client = new HttpClient(settings.url, settings.tls);
  }

  /** Never rejects. */
  async send(batches: readonly Batch[]): Promise<Outcome> {
    try {
      return await this.#host.untraced(() => this.#attempt(batches));
    } catch (error) {
      return { kind: 'unreachable', error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  close(): void {
    this.#client.close();
  }

  async #attempt(batches: readonly Batch[]): Promise<Outcome> {
    const start = Date.now();
    const deadline = start + this.#settings.timeoutMillis;
    // Nobody waits for a repetition after that, and an environment that is frozen meanwhile would make it a late one.
    const lastAttempt = start + this.#waitMillis;
    const plain = this.#format.join(
      this.#field,
      batches.map(({ bytes }) => bytes),
    );
    const body = this.#settings.gzip ? await gzip(plain) : plain;
    for (let backoff = FIRST_BACKOFF_MILLIS; ; backoff = Math.min(2 * backoff, LONGEST_BACKOFF_MILLIS)) {
      const headers = await this.#headersOf(body);
      const answer = await this.#client.post(headers, body, Math.max(1, deadline - Date.now()));
      const verdict = verdictOf(answer);
      if (verdict.kind !== 'busy') return { ...verdict, answer };
      const pause = Math.max(verdict.afterMillis ?? 0, Math.random() * backoff);
      if (Date.now() + pause >= lastAttempt) return { ...verdict, answer };
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  async #headersOf(body: Uint8Array): Promise<ReadonlyMap<string, string>> {
    const { url, headers: configured, gzip: isCompressed } = this.#settings;
    const headers = new Map([
      ['user-agent', 'OTel-OTLP-Exporter-JavaScript/otel-powertools'],
      ...configured,
      ['content-type', this.#format.contentType],
      ['content-length', String(body.length)],
    ]);
    if (isCompressed) headers.set('content-encoding', 'gzip');
    const signature = await this.#sign?.({ method: 'POST', url, headers, body });
    for (const [name, value] of Object.entries(signature ?? {})) headers.set(name.toLowerCase(), value);
    return headers;
  }
}

function gzip(plain: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    process.getBuiltinModule('node:zlib').gzip(plain, (error, compressed) => {
      if (error) reject(error);
      else resolve(compressed);
    });
  });
}
