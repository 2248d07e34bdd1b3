import type { Attributes } from '@opentelemetry/api';
import { getFailure } from '../base/explain-failure.js';
import type { Send } from '../base/sdk-sender.js';
import { inSpan } from '../base/telemetry.js';
import type { CacheOutcome } from '../base/value-cache.js';
import { SSM } from './description.js';

interface Wanted {
  readonly name: string;
  readonly outcome: CacheOutcome;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The most names that one request of `GetParameters` may have. */
const MOST_NAMES = 10;

/** What is asked for by name at the same time goes into as few requests as the API allows. */
export class Batches {
  readonly #send: Send;
  /** By whether to decrypt: it is said for a whole request. */
  readonly #waiting = new Map<boolean, Wanted[]>();

  constructor(send: Send) {
    this.#send = send;
  }

  /** The parameter's value; undefined where there is none. */
  get(name: string, decrypt: boolean, outcome: CacheOutcome): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const wanted = { name, outcome, resolve, reject };
      const waiting = this.#waiting.get(decrypt);
      if (waiting) {
        waiting.push(wanted);
        return;
      }
      this.#waiting.set(decrypt, [wanted]);
      queueMicrotask(() => this.#flush(decrypt));
    });
  }

  #flush(decrypt: boolean): void {
    const waiting = this.#waiting.get(decrypt) ?? [];
    this.#waiting.delete(decrypt);
    for (let start = 0; start < waiting.length; start += MOST_NAMES) {
      this.#fetch(waiting.slice(start, start + MOST_NAMES), decrypt);
    }
  }

  async #fetch(batch: readonly Wanted[], decrypt: boolean): Promise<void> {
    try {
      const values = await inSpan('getParametersByName', SSM.id, attributesOf(batch), () =>
        this.#request(batch, decrypt),
      );
      for (const { name, resolve } of batch) resolve(values.get(name));
    } catch (error) {
      // One key that the function may not use fails them all: apart, the others are had, and the error names the one.
      if (decrypt && batch.length > 1 && isAboutOne(error)) {
        for (const one of batch) this.#fetch([one], decrypt);
      } else {
        for (const { reject } of batch) reject(error);
      }
    }
  }

  async #request(batch: readonly Wanted[], decrypt: boolean): Promise<Map<string, unknown>> {
    const names = batch.map(({ name }) => name);
    try {
      const { Parameters } = await this.#send('GetParameters', {
        Names: names,
        ...(decrypt && { WithDecryption: true }),
      });
      const found = (Parameters ?? []) as readonly { readonly Name?: string; readonly Value?: string }[];
      return new Map(found.map(({ Name = '', Value }) => [Name, Value]));
    } catch (error) {
      const what = names.map((name) => `"${name}"`).join(', ');
      throw getFailure(what, SSM, 'ssm:GetParameters on them', error);
    }
  }
}

function attributesOf(batch: readonly Wanted[]): Attributes {
  return {
    'parameters.names': batch.map(({ name }) => name),
    'parameters.cache': [...new Set(batch.map(({ outcome }) => outcome))].join(','),
  };
}

function isAboutOne(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && /AccessDenied|InvalidKeyId/.test(cause.name);
}
