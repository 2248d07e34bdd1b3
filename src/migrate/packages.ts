/** The scope of the packages that are replaced. */
export const POWERTOOLS = '@aws-lambda-powertools/';

/** What replaces them all. */
export const OWN = 'otel-powertools';

/** Of these there is none here; what begins with one is left as it is. */
const MISSING: readonly (readonly [string, string])[] = [
  ['event-handler/appsync-events', 'there is no resolver for AppSync Events here yet'],
  ['event-handler/appsync-graphql', 'there is no resolver for AppSync GraphQL here yet'],
  ['event-handler/bedrock-agent', 'there is no resolver for Bedrock agents here yet'],
  ['testing-utils', 'use otel-powertools/testing'],
];

/** The X-Ray SDK, which code that uses Powertools' tracer imports types of. */
export const XRAY_SDKS: ReadonlySet<string> = new Set(['aws-xray-sdk-core', 'aws-xray-sdk']);

/** What those types are called in the entry of the tracer. */
export const SEGMENTS: ReadonlySet<string> = new Set(['Segment', 'Subsegment']);

/** What becomes of a module specifier. */
export type Target =
  | { readonly specifier: string; readonly reason?: never }
  | { readonly reason: string; readonly specifier?: never };

/**
 * What stands for a module of Powertools here.
 *
 * @param subpaths The subpaths that this package exports, as in its manifest: `.`, `./logger`, …
 */
export function targetOf(specifier: string, subpaths: ReadonlySet<string>): Target {
  const path = specifier.slice(POWERTOOLS.length);
  const missing = MISSING.find(([start]) => path === start || path.startsWith(`${start}/`));
  if (missing) return { reason: missing[1] };
  if (subpaths.has(`./${path}`)) return { specifier: `${OWN}/${path}` };
  return { reason: 'there is nothing of that name here' };
}

/** The package that a specifier of a module is in. */
export function packageOf(specifier: string): string {
  const [scope, name] = specifier.split('/');
  return `${scope}/${name}`;
}
