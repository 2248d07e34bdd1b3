import { type HttpMethod, HttpVerbs } from '../constants.js';
import { normalisePath, type ParsedPath, type Path, parsePath, type Segment } from './path.js';

/** A registered route: what is called, and where in the order of precedence it stands. */
export interface TableEntry<TRoute> {
  readonly method: HttpMethod;
  readonly path: Path;
  readonly template: string;
  readonly route: TRoute;
}

export interface Added {
  /** It takes the place of an earlier one with the same method and path. */
  readonly replaced: boolean;
  /** An earlier route has the same shape with other names, and goes on answering. */
  readonly shadowedBy: string | undefined;
  readonly entry: { readonly template: string };
}

export interface Match<TRoute> {
  readonly entry: TableEntry<TRoute>;
  /** Decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** As they stand in the path. */
  rawParams(): Readonly<Record<string, string>>;
}

interface Leaf<TRoute> {
  readonly entry: TableEntry<TRoute>;
  readonly names: readonly string[];
  /** Lower wins: fewer parameters first, one that takes the rest last, then the order of registration. */
  readonly rank: number;
}

interface Node<TRoute> {
  readonly children: Map<string, Node<TRoute>>;
  param: Node<TRoute> | undefined;
  readonly leaves: Map<HttpMethod, Leaf<TRoute>>;
  readonly restLeaves: Map<HttpMethod, Leaf<TRoute>>;
}

/** What is looked for, and the best that was found until now. */
interface Search<TRoute> {
  readonly path: string;
  readonly method: HttpMethod;
  leaf: Leaf<TRoute> | undefined;
  values: readonly string[];
}

const NO_PARAMS: Readonly<Record<string, string>> = Object.freeze({});

/**
 * Routes by path and method. A path without parameters is one look-up; one with parameters is a walk down a tree of
 * segments, so that the number of routes does not matter. Only regular expressions are tried one by one, last.
 */
export class RouteTable<TRoute> {
  readonly #entries = new Map<string, TableEntry<TRoute>>();
  readonly #statics = new Map<string, Map<HttpMethod, TableEntry<TRoute>>>();
  readonly #root = createNode<TRoute>();
  readonly #regexes = new Map<string, { readonly regex: RegExp; readonly entry: TableEntry<TRoute> }>();
  #order = 0;

  entries(): Iterable<TableEntry<TRoute>> {
    return this.#entries.values();
  }

  /** Adds a route, or replaces the one with the same method and path. Says what is odd about that. */
  add(method: HttpMethod, path: Path, route: TRoute): Added {
    const parsed = parsePath(path);
    const entry: TableEntry<TRoute> = { method, path, template: parsed.template, route };
    const key = `${method} ${String(typeof path === 'string' ? parsed.template : path)}`;
    const replaced = this.#entries.has(key);
    this.#entries.set(key, entry);
    if (parsed.kind === 'segments') return { replaced, shadowedBy: this.#addSegments(parsed, entry), entry };
    this.#regexes.set(key, { regex: parsed.regex, entry });
    return { replaced, shadowedBy: undefined, entry };
  }

  /** The template of the route that will answer instead, where there is one of the same shape. */
  #addSegments(
    { segments, template }: ParsedPath & { kind: 'segments' },
    entry: TableEntry<TRoute>,
  ): string | undefined {
    const names = segments.flatMap((segment) => (segment.kind === 'static' ? [] : [segment.name]));
    if (names.length === 0) {
      const path = normalisePath(template);
      const methods = this.#statics.get(path) ?? new Map<HttpMethod, TableEntry<TRoute>>();
      this.#statics.set(path, methods.set(entry.method, entry));
      return undefined;
    }
    const node = segments.reduce(descend, this.#root);
    const leaves = segments.at(-1)?.kind === 'rest' ? node.restLeaves : node.leaves;
    const there = leaves.get(entry.method);
    if (there && there.entry.template !== entry.template) return there.entry.template;
    const rank = (leaves === node.restLeaves ? 1e12 : 0) + names.length * 1e9 + this.#order++;
    leaves.set(entry.method, { entry, names, rank: there?.rank ?? rank });
    return undefined;
  }

  /** The route for a normalised path. A `HEAD` without a route of its own is a `GET` whose body is not sent. */
  find(method: HttpMethod, path: string): Match<TRoute> | undefined {
    return this.#find(method, path) ?? (method === 'HEAD' ? this.#find('GET', path) : undefined);
  }

  #find(method: HttpMethod, path: string): Match<TRoute> | undefined {
    const entry = this.#statics.get(path)?.get(method);
    if (entry) return matched(entry, [], []);
    const search: Search<TRoute> = { path, method, leaf: undefined, values: [] };
    searchBelow(this.#root, 1, [], search);
    if (search.leaf) return matched(search.leaf.entry, search.leaf.names, search.values);
    for (const { regex, entry: candidate } of this.#regexes.values()) {
      const groups = candidate.method === method ? regex.exec(path) : null;
      if (groups) {
        const named = Object.entries(groups.groups ?? {}).filter(([, value]) => value !== undefined);
        return matched(
          candidate,
          named.map(([name]) => name),
          named.map(([, value]) => value),
        );
      }
    }
    return undefined;
  }

  /** The methods that have a route for a path. Asked only when none was found. */
  methodsOf(path: string): HttpMethod[] {
    return Object.values(HttpVerbs).filter((method) => this.find(method, path) !== undefined);
  }
}

function createNode<TRoute>(): Node<TRoute> {
  return {
    children: new Map(),
    param: undefined,
    leaves: new Map(),
    restLeaves: new Map(),
  };
}

/** A gateway may have decoded the path already, and left a bare percent sign: then the text is what was meant. */
function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function matched<TRoute>(
  entry: TableEntry<TRoute>,
  names: readonly string[],
  values: readonly string[],
): Match<TRoute> {
  return {
    entry,
    params: names.length === 0 ? NO_PARAMS : paramsOf(names, values, decode),
    rawParams: () => paramsOf(names, values, (text) => text),
  };
}

function paramsOf(
  names: readonly string[],
  values: readonly string[],
  read: (text: string) => string,
): Readonly<Record<string, string>> {
  const params: Record<string, string> = {};
  for (let index = 0; index < names.length; index++) params[names[index] ?? ''] = read(values[index] ?? '');
  return params;
}

function descend<TRoute>(node: Node<TRoute>, segment: Segment): Node<TRoute> {
  if (segment.kind === 'rest') return node;
  if (segment.kind === 'param') {
    node.param ??= createNode();
    return node.param;
  }
  const child = node.children.get(segment.text) ?? createNode();
  node.children.set(segment.text, child);
  return child;
}

/** Follows each segment's text and its parameter, and keeps the match with the lowest rank. */
function searchBelow<TRoute>(
  node: Node<TRoute>,
  start: number,
  values: readonly string[],
  search: Search<TRoute>,
): void {
  const { path, method } = search;
  const rest = node.restLeaves.get(method);
  if (rest && start < path.length) keep(rest, [...values, path.slice(start)], search);
  const slash = path.indexOf('/', start);
  const end = slash === -1 ? path.length : slash;
  const segment = path.slice(start, end);
  const child = node.children.get(segment);
  if (child) advance(child, end, values, search);
  if (node.param && segment !== '') advance(node.param, end, [...values, segment], search);
}

function advance<TRoute>(node: Node<TRoute>, end: number, values: readonly string[], search: Search<TRoute>): void {
  if (end < search.path.length) {
    searchBelow(node, end + 1, values, search);
    return;
  }
  const leaf = node.leaves.get(search.method);
  if (leaf) keep(leaf, values, search);
}

function keep<TRoute>(leaf: Leaf<TRoute>, values: readonly string[], search: Search<TRoute>): void {
  if (search.leaf && search.leaf.rank <= leaf.rank) return;
  search.leaf = leaf;
  search.values = values;
}
