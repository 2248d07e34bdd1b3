import { InvalidRouteError } from '../errors.js';

/** `/orders/:order_id`, `/orders/{order_id}`, `/files/{path+}` for all that follows, or a regular expression. */
export type Path = `/${string}` | RegExp;

type SegmentParam<TSegment extends string> = TSegment extends `:${infer TName}`
  ? TName
  : TSegment extends `{${infer TName}+}`
    ? TName
    : TSegment extends `{${infer TName}}`
      ? TName
      : never;

type ParamNames<TPath extends string> = TPath extends `${infer TSegment}/${infer TRest}`
  ? SegmentParam<TSegment> | ParamNames<TRest>
  : SegmentParam<TPath>;

type NamedParams<TPath> = TPath extends string ? { readonly [TName in ParamNames<TPath>]: string } : unknown;

/** The parameters that a path literal names are strings; any other (of a prefix, of a regular expression) may be missing. */
export type PathParams<TPath> = NamedParams<TPath> & { readonly [name: string]: string | undefined };

/** A segment of a parsed path: text to be equal to, one parameter, or a parameter that takes the rest. */
export type Segment =
  | { readonly kind: 'static'; readonly text: string }
  | { readonly kind: 'param'; readonly name: string }
  | { readonly kind: 'rest'; readonly name: string };

export type ParsedPath =
  | { readonly kind: 'segments'; readonly template: string; readonly segments: readonly Segment[] }
  | { readonly kind: 'regex'; readonly template: string; readonly regex: RegExp };

const COLON = /^:([A-Za-z_]\w*)$/;
const BRACES = /^\{([A-Za-z_]\w*)(\+?)\}$/;
// What WHATWG URL parsing would leave as it is: letters, digits, the path's own punctuation and escapes.
const PLAIN = /^[\w\-.~!$&'()*+,;=:@%/]*$/;

// The beginning of one: a name that only begins with a dot costs no more than the parsing.
const DOT_SEGMENT = /\/(\.|%2e)/i;

/** A path as it stands in a URL: it begins with a slash, and what would end it is escaped. */
export function toUrlPath(path: string): string {
  const escaped = /[?#]/.test(path) ? path.replaceAll('?', '%3F').replaceAll('#', '%23') : path;
  return escaped.startsWith('/') ? escaped : `/${escaped}`;
}

/** The path as WHATWG URL parsing gives it (dot segments resolved, odd characters escaped), without trailing slashes. */
export function normalisePath(path: string): string {
  const rooted = toUrlPath(path);
  const normal =
    PLAIN.test(rooted) && !DOT_SEGMENT.test(rooted) ? rooted : new URL(`http://localhost${rooted}`).pathname;
  let end = normal.length;
  while (end > 1 && normal.charCodeAt(end - 1) === 47 /* "/" */) end--;
  return end < normal.length ? normal.slice(0, end) : normal;
}

/** @throws InvalidRouteError when a string path cannot be understood. */
export function parsePath(path: Path): ParsedPath {
  if (typeof path !== 'string') return parseRegex(path);
  const template = path.replace(/(?<=.)\/+$/, '');
  const segments =
    template === '/'
      ? []
      : template
          .split('/')
          .slice(1)
          .map((text) => parseSegment(text, path));
  const names = segments.flatMap((segment) => (segment.kind === 'static' ? [] : [segment.name]));
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined)
    throw new InvalidRouteError(`The route path "${path}" names the parameter "${duplicate}" twice.`);
  if (segments.slice(0, -1).some((segment) => segment.kind === 'rest'))
    throw new InvalidRouteError(
      `The route path "${path}" goes on after a "{name+}" parameter, which takes all the rest.`,
    );
  return { kind: 'segments', template, segments };
}

/** A route's path under a prefix; a regular expression when either is one. */
export function joinPaths(prefix: Path | undefined, path: Path): Path {
  if (prefix === undefined) return path;
  if (typeof prefix === 'string' && typeof path === 'string') {
    const joined = `${prefix.replace(/\/+$/, '')}${path}`.replace(/(?<=.)\/$/, '');
    return joined.startsWith('/') ? (joined as `/${string}`) : `/${joined}`;
  }
  const head = sourceOf(prefix)
    .replace(/(?<!\\)\$$/, '')
    .replace(/\/+$/, '');
  const tail = sourceOf(path).replace(/^\^/, '');
  const flags = [prefix, path].map((part) => (typeof part === 'string' ? '' : part.flags)).join('');
  return new RegExp(`${head}${tail.startsWith('/') ? '' : '/'}${tail}`, [...new Set(flags)].join(''));
}

function parseSegment(text: string, path: string): Segment {
  const colon = COLON.exec(text);
  if (colon?.[1]) return { kind: 'param', name: colon[1] };
  const braces = BRACES.exec(text);
  if (braces?.[1]) return { kind: braces[2] ? 'rest' : 'param', name: braces[1] };
  if (/[:{}]/.test(text))
    throw new InvalidRouteError(
      `The route path "${path}" has the segment "${text}"; a parameter is a whole segment, ":name" or "{name}", its name made of letters, digits and "_".`,
    );
  return { kind: 'static', text: normalisePath(`/${text}`).slice(1) };
}

function parseRegex(path: RegExp): ParsedPath {
  const template = path.source.replaceAll('\\/', '/');
  const source = template.replace(/(?<=^|\/):([A-Za-z_]\w*)(?=\/|$)/g, '(?<$1>[^/]+)');
  return { kind: 'regex', template, regex: new RegExp(`^(?:${source})$`, path.flags.replace(/[gy]/g, '')) };
}

/** The source of a regular expression that matches what the path matches; its parameters are left to `parsePath`. */
function sourceOf(path: Path): string {
  return typeof path !== 'string'
    ? path.source.replaceAll('\\/', '/')
    : path.replace(/[.*+?^$|()[\]\\]/g, '\\$&').replace(/\{(\w+)\}/g, ':$1');
}
