import { matchesField, parseFieldExpression } from '../../shared/field-expression.js';
import { once, peek } from '../../shared/process-state.js';
import { copyData, copyMembers } from './copy-data.js';
import type { RedactionPolicy } from './policy.js';
import { createTextRedaction } from './text-redaction.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    redactions: WeakMap<RedactionPolicy, Redaction>;
  }
}

/** A compiled policy: pure, and the same for every signal. Nothing in it throws, whatever it is given. */
export interface Redaction {
  /** What stands in for `value` at `path`: the value itself where it may be seen. Call it for nested values too. */
  value(path: readonly string[], value: unknown): unknown;
  /** The name of a member as it may be seen: the patterns reach names, too. */
  name(name: string): string;
  /** A copy of data as it may be seen, nested too: cycles, depth and number are bounded, and marked in place. */
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

  const matchesKey = (key: string): boolean =>
    names.has(key.toLowerCase()) || keyPatterns.some((pattern) => pattern.test(key));
  const matchesPath = (path: readonly string[]): boolean => paths.some((wanted) => matchesField(wanted, path));
  const { patternsIn, text } = createTextRedaction({
    matchesKey,
    hasFields: paths.length + names.size + keyPatterns.length > 0,
    patterns: policy.patterns ?? [],
    replacement,
    deep: (path, value) => deep(path, value),
  });

  const value = (path: readonly string[], found: unknown): unknown => {
    const key = path.at(-1) ?? '';
    if (found !== undefined && found !== null && (matchesKey(key) || matchesPath(path))) return replacement;
    if (typeof found === 'string') return text(path, found);
    if (typeof found !== 'number' && typeof found !== 'bigint') return found;
    // A number stays one, unless its digits are what is not to be seen.
    const digits = String(found);
    const seen = patternsIn(digits);
    return seen === digits ? found : seen;
  };
  const deep = (path: readonly string[], found: unknown): unknown => copyData(path, found, { value, name: patternsIn });

  return {
    value,
    name: patternsIn,
    deep,
    attributes: (attributes) => {
      const seen = copyMembers(attributes, {
        name: patternsIn,
        value: (path, found) => {
          const [name = '', ...inside] = path;
          const dotted = name.split('.');
          // Inside an attribute, its own members' names count as well.
          if (inside.length === 0 && found != null && (matchesKey(name) || dotted.some(matchesKey))) return replacement;
          return value([...dotted, ...inside], found);
        },
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
