import { Hits } from './hits.mjs';

const inSdk = /[\\/]node_modules[\\/]@opentelemetry[\\/]/;

/**
 * What the SDK brings along that no function of ours can reach, or that costs every cold start: which import of which
 * packages, and what stands in its place.
 */
const diet = [
  // An ES module import of node:util reads every export of it. The SDK inspects bad environment variables only.
  {
    what: 'util',
    path: /^(node:)?util$/,
    contents: `export const inspect = (value) => process.getBuiltinModule('node:util').inspect(value);`,
  },
  // Every provider is given a resource. The default one, and the detectors of others, run commands and read files.
  {
    what: 'resources',
    path: /^@opentelemetry\/resources$/,
    contents: 'export const defaultResource = () => undefined;',
  },
  // The provider is given a sampler and every limit (src/telemetry/traces/span-limits.ts): what reads them from the environment,
  // and merges them with those given, has nothing to do.
  {
    what: 'basic-tracer-provider',
    path: /^\.\/BasicTracerProvider-shim$/,
    contents: `export { TracerProvider as BasicTracerProvider } from '@opentelemetry/sdk-trace';`,
  },
  // The SDK's metrics about itself: without a meter provider, which it is not given, they are counted and thrown away.
  { what: 'tracer-metrics', path: /^\.\/TracerMetrics$/, contents: 'export class TracerMetrics { startSpan() {} }' },
];

/** The esbuild plugin that leaves it out. A bundle of a part of the SDK has not all of it: then `hits` is not needed. */
export function sdkDiet(hits = new Hits()) {
  return {
    name: 'sdk-diet',
    setup(build) {
      for (const { what, path, contents } of diet) {
        const hit = hits.expect(`sdk-diet: ${what}`);
        build.onResolve({ filter: path }, ({ importer, resolveDir }) => {
          if (!inSdk.test(importer)) return undefined;
          hit();
          return { path: what, namespace: 'sdk-diet', sideEffects: false, pluginData: { contents, resolveDir } };
        });
      }
      build.onLoad({ filter: /.*/, namespace: 'sdk-diet' }, ({ pluginData }) => pluginData);
    },
  };
}
