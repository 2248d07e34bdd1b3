import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, sourceOf } from '../../scripts/entries.mjs';
import { exportsOf } from '../package/declared.js';

const theirs = join(root, 'node_modules/@aws-lambda-powertools/event-handler/lib/esm');
const entries = ['http', 'http/middleware', 'http/middleware/tracer', 'http/middleware/metrics', 'store'];

/** Names of other resolvers, which are not here: see docs/migrating/event-handler.md. */
const NOT_OF_THE_ROUTER =
  /AppSync|OnPublish|GraphQl|Bedrock|^(RouteHandlerOptions|RouterOptions|BatchResolverHandler|ResolverHandler|Parameter|ResolverOptions|ResponseState)$/;

const typeNames = (file: string): string[] =>
  [...readFileSync(join(theirs, file), 'utf8').matchAll(/export type \{([^}]*)\}/g)]
    .flatMap(([, list = '']) => list.split(','))
    .map((name) => name.trim())
    .filter(Boolean);

const ourNames = (subpath: string): Set<string> =>
  new Set(exportsOf(join(root, 'dist/esm', sourceOf(subpath).replace(/\.ts$/, '.d.ts'))).keys());

describe("the names of Powertools' event handler", () => {
  it.each(entries)('that can be imported at run time from /%s are ours too', async (entry) => {
    const [their, our] = await Promise.all([
      import(`@aws-lambda-powertools/event-handler/${entry}`),
      import(`otel-powertools/event-handler/${entry}`),
    ]);
    expect(Object.keys(our)).toEqual(expect.arrayContaining(Object.keys(their)));
  });

  it.each(['types/index.d.ts', 'types/http.d.ts'])('that are types of %s are ours too', (file) => {
    const names = typeNames(file).filter((name) => !NOT_OF_THE_ROUTER.test(name));
    expect(names.length).toBeGreaterThan(15);
    const ours = ourNames('./event-handler/types');
    expect(names.filter((name) => !ours.has(name))).toEqual([]);
  });
});
