import { diag } from '@opentelemetry/api';
import { join, type LineLimits, membersText } from './document.js';

/** So many names are said of what is left out. */
const MAX_NAMES = 5;

/**
 * Members as JSON, without braces, in what a line has room for beside its metrics. The longest are left out first, and said:
 * one member that is a whole response must not cost all others.
 */
export function fittingMembers(members: ReadonlyMap<string, unknown>, limits: LineLimits): string {
  const room = roomFor(limits);
  const whole = membersText(members);
  if (Buffer.byteLength(whole) <= room) return whole;
  const texts = [...members].map(([name, value]) => ({ name, text: membersText(new Map([[name, value]])) }));
  const byLength = texts.toSorted((one, other) => one.text.length - other.text.length);
  const kept = new Set<string>();
  let bytes = 0;
  for (const { name, text } of byLength) {
    bytes += Buffer.byteLength(text) + 1;
    if (bytes > room) break;
    kept.add(name);
  }
  const left = texts.filter(({ name }) => !kept.has(name)).map(({ name }) => JSON.stringify(name.slice(0, 100)));
  const more = left.length > MAX_NAMES ? ` and ${left.length - MAX_NAMES} more` : '';
  diag.warn(
    `otel-powertools: the metadata ${left.slice(0, MAX_NAMES).join(', ')}${more} of a line of metrics was left out: a line has room for ${room} bytes of metadata. Log what is longer.`,
  );
  return texts
    .filter(({ name }) => kept.has(name))
    .map(({ text }) => text)
    .reduce(join, '');
}

/** What is left of the longest line when metrics have filled one. */
function roomFor({ maxLineBytes, targetLineBytes }: LineLimits): number {
  return Math.max(maxLineBytes - targetLineBytes, Math.floor(maxLineBytes / 2));
}
