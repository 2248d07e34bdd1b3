import { onceInProcess } from '../invocation/index.js';

/** What must not be seen in log lines, span attributes and metric properties. */
export interface RedactionPolicy {
  /** Keys whose value is replaced wherever they occur, at any depth: names in any case, or patterns. */
  readonly keys?: readonly (string | RegExp)[];
  /** Paths whose value is replaced, from the top: `customer.card.number`; `*` stands for any one key or index. */
  readonly paths?: readonly string[];
  /** What is replaced inside any text, the message included. */
  readonly patterns?: readonly RegExp[];
  /** Default `[REDACTED]`. */
  readonly replacement?: string;
}

/** A compiled policy: pure, and the same for every signal. */
export interface Redaction {
  /** What stands in for `value` at `path`: the value itself where it may be seen. Call it for nested values too. */
  value(path: readonly string[], value: unknown): unknown;
  /** A copy of flat attributes as they may be seen. A dotted name is a path too: `http.request.header.cookie`. */
  attributes<TValue>(attributes: Readonly<Record<string, TValue>>): Record<string, TValue | string>;
}

const DEFAULT_REPLACEMENT = '[REDACTED]';

const withoutState = (pattern: RegExp): RegExp => new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));

const everywhere = (pattern: RegExp): RegExp =>
  new RegExp(pattern.source, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`);

export const createRedaction = (policy: RedactionPolicy): Redaction => {
  const replacement = policy.replacement ?? DEFAULT_REPLACEMENT;
  const names = new Set<string>();
  const keyPatterns: RegExp[] = [];
  for (const key of policy.keys ?? []) {
    if (typeof key === 'string') names.add(key.toLowerCase());
    else keyPatterns.push(withoutState(key));
  }
  const paths = (policy.paths ?? []).map((path) => path.split('.'));
  const patterns = (policy.patterns ?? []).map(everywhere);

  const matchesKey = (key: string): boolean =>
    names.has(key.toLowerCase()) || keyPatterns.some((pattern) => pattern.test(key));
  const matchesPath = (path: readonly string[]): boolean =>
    paths.some(
      (wanted) =>
        wanted.length === path.length && wanted.every((segment, index) => segment === '*' || segment === path[index]),
    );
  const text = (value: string): string =>
    patterns.reduce((seen, pattern) => seen.replace(pattern, () => replacement), value);

  const value = (path: readonly string[], found: unknown): unknown => {
    const key = path.at(-1) ?? '';
    if (found !== undefined && found !== null && (matchesKey(key) || matchesPath(path))) return replacement;
    return typeof found === 'string' ? text(found) : found;
  };

  return {
    value,
    attributes: <TValue>(attributes: Readonly<Record<string, TValue>>): Record<string, TValue | string> => {
      const seen: Record<string, TValue | string> = {};
      for (const [name, found] of Object.entries(attributes)) {
        const segments = name.split('.');
        const hidden = found != null && (matchesKey(name) || segments.some(matchesKey) || matchesPath(segments));
        seen[name] = hidden ? replacement : typeof found === 'string' ? text(found) : found;
      }
      return seen;
    },
  };
};

interface Holder {
  redaction: Redaction | undefined;
}

let held: Holder | undefined;

// Asked for every line: the holder is looked up once, and shared by every copy of this package.
const holder = (): Holder => {
  held ??= onceInProcess<Holder>('redaction', () => ({ redaction: undefined }));
  return held;
};

/** Sets the policy of the whole process, or with `undefined` takes it back. */
export const configureRedaction = (policy: RedactionPolicy | undefined): void => {
  holder().redaction = policy && createRedaction(policy);
};

/** The policy of this process, if there is one. */
export const redaction = (): Redaction | undefined => holder().redaction;
