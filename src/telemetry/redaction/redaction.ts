import { matchesField, parseFieldExpression } from '../../shared/field-expression.js';
import { once, peek } from '../../shared/process-state.js';
import { isPlainObject } from '../../shared/unknown.js';
import type { RedactionPolicy } from './policy.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    redactions: WeakMap<RedactionPolicy, Redaction>;
  }
}

/** A compiled policy: pure, and the same for every signal. */
export interface Redaction {
  /** What stands in for `value` at `path`: the value itself where it may be seen. Call it for nested values too. */
  value(path: readonly string[], value: unknown): unknown;
  /** A copy of plain data, nested too, as it may be seen; everything else is what it was. */
  deep(path: readonly string[], value: unknown): unknown;
  /** A copy of attributes as they may be seen, nested ones too. A dotted name is a path: `http.request.header.cookie`. */
  attributes<TAttributes extends Readonly<Record<string, unknown>>>(attributes: TAttributes): TAttributes;
}

const DEFAULT_REPLACEMENT = '[REDACTED]';

export function createRedaction(policy: RedactionPolicy): Redaction {
  const replacement = policy.replacement ?? DEFAULT_REPLACEMENT;
  const names = new Set<string>();
  const keyPatterns: RegExp[] = [];
  for (const key of policy.keys ?? []) {
    if (typeof key === 'string') names.add(key.toLowerCase());
    else keyPatterns.push(withoutState(key));
  }
  const paths = (policy.paths ?? []).map(parseFieldExpression);
  const patterns = (policy.patterns ?? []).map(everywhere);

  const matchesKey = (key: string): boolean =>
    names.has(key.toLowerCase()) || keyPatterns.some((pattern) => pattern.test(key));
  const matchesPath = (path: readonly string[]): boolean => paths.some((wanted) => matchesField(wanted, path));
  const text = (value: string): string =>
    patterns.reduce((seen, pattern) => seen.replace(pattern, () => replacement), value);

  const value = (path: readonly string[], found: unknown): unknown => {
    const key = path.at(-1) ?? '';
    if (found !== undefined && found !== null && (matchesKey(key) || matchesPath(path))) return replacement;
    return typeof found === 'string' ? text(found) : found;
  };

  /** A copy of plain data; everything else is what it was. */
  const deep = (path: readonly string[], found: unknown): unknown => {
    const seen = value(path, found);
    if (Array.isArray(seen)) return seen.map((item, index) => deep([...path, String(index)], item));
    return isPlainObject(seen) ? mapValues(seen, (key, item) => deep([...path, key], item)) : seen;
  };

  return {
    value,
    deep,
    attributes: (attributes) => {
      const seen = mapValues(attributes, (name, found) => {
        const path = name.split('.');
        if (found != null && (matchesKey(name) || path.some(matchesKey))) return replacement;
        return deep(path, found);
      });
      // Text stands where a value was hidden: attributes are what they were but for that.
      return seen as typeof attributes;
    },
  };
}

/** The policy of this process, if it was given one: `configure({ redact })`. */
export function redaction(): Redaction | undefined {
  const policy = peek('settings')?.options.redact;
  if (!policy) return undefined;
  const redactions = once('redactions', () => new WeakMap());
  const known = redactions.get(policy);
  if (known) return known;
  const compiled = createRedaction(policy);
  redactions.set(policy, compiled);
  return compiled;
}

function withoutState(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
}

function everywhere(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`);
}

function mapValues(
  holder: Readonly<Record<string, unknown>>,
  change: (key: string, value: unknown) => unknown,
): Record<string, unknown> {
  const changed: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Object.entries(holder)) changed[key] = change(key, value);
  return changed;
}
