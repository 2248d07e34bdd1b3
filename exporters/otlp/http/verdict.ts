import type { Answer } from './client.js';
import { type PartialSuccess, readPartialSuccess } from './partial-success.js';

/** What an answer means, by the OTLP specification. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly partial: PartialSuccess | undefined }
  /** To be sent again, not before `afterMillis` where the endpoint says so. */
  | { readonly kind: 'busy'; readonly afterMillis: number | undefined }
  | { readonly kind: 'refused' };

const RETRYABLE: readonly number[] = [429, 502, 503, 504];

export function verdictOf(answer: Answer): Verdict {
  const { status, headers } = answer;
  if (status >= 200 && status < 300) {
    return { kind: 'accepted', partial: readPartialSuccess(answer.body, headers['content-type']) };
  }
  if (RETRYABLE.includes(status)) return { kind: 'busy', afterMillis: retryAfterMillis(headers['retry-after']) };
  return { kind: 'refused' };
}

/** `Retry-After`: seconds, or a date. */
function retryAfterMillis(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const millis = /^\s*\d+\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(millis) ? undefined : Math.max(0, millis);
}
