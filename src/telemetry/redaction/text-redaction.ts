import { attempt } from '../../shared/unknown.js';

/** What of a policy reaches into texts. */
export interface TextPolicy {
  /** Whether values under the key are hidden. */
  matchesKey(key: string): boolean;
  /** Whether there are keys or paths at all. */
  readonly hasFields: boolean;
  readonly patterns: readonly RegExp[];
  readonly replacement: string;
  /** What is made of data: of what the JSON in a text says. */
  deep(path: readonly string[], value: unknown): unknown;
}

export interface TextRedaction {
  /** The text without what the patterns find. */
  patternsIn(text: string): string;
  /** The text of a value: keys and paths reach into JSON and into forms, patterns everywhere. */
  text(path: readonly string[], text: string): string;
}

/** The name of a member in what looks like JSON and cannot be read as such: it was cut. */
const MEMBER = /"((?:[^"\\]|\\.){0,256})"\s{0,64}:/g;
/** A field of a form, of a query or of a cookie. */
const FIELD = /(^|[?&;]\s?)([^?&;=\s]{1,256})=([^&;\s]+)/g;

export function createTextRedaction(policy: TextPolicy): TextRedaction {
  const { matchesKey, hasFields, replacement } = policy;
  const patterns = policy.patterns.map(everywhere);
  const patternsIn = (text: string): string =>
    patterns.reduce((seen, pattern) => seen.replace(pattern, () => replacement), text);

  const jsonText = (path: readonly string[], text: string): string => {
    const parsed = attempt(() => ({ value: JSON.parse(text) as unknown }));
    if (parsed) {
      const seen = JSON.stringify(policy.deep(path, parsed.value));
      // What is as it was keeps its spaces.
      return seen === JSON.stringify(parsed.value) ? text : seen;
    }
    for (const [, name = ''] of text.matchAll(MEMBER)) if (matchesKey(name)) return replacement;
    return text;
  };
  const formText = (text: string): string =>
    text.replace(FIELD, (field: string, before: string, name: string) =>
      matchesKey(attempt(() => decodeURIComponent(name)) ?? name) ? `${before}${name}=${replacement}` : field,
    );

  return {
    patternsIn,
    text: (path, text) => {
      if (!hasFields) return patternsIn(text);
      const first = text.trimStart()[0];
      if (first === '{' || first === '[') return patternsIn(jsonText(path, text));
      return patternsIn(text.includes('=') ? formText(text) : text);
    },
  };
}

function everywhere(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`);
}
