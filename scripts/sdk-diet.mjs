/** What the SDK brings along that no function of ours can reach, or that costs every cold start. */
export const sdkDiet = {
  name: 'sdk-diet',
  setup(build) {
    const inSdk = /[\\/]node_modules[\\/]@opentelemetry[\\/]/;

    // An ES module import of node:util reads every export of it. The SDK inspects bad environment variables only.
    build.onResolve({ filter: /^(node:)?util$/ }, ({ importer }) =>
      inSdk.test(importer) ? { path: 'util', namespace: 'sdk-diet', sideEffects: false } : undefined,
    );
    build.onLoad({ filter: /^util$/, namespace: 'sdk-diet' }, () => ({
      contents: `export const inspect = (value) => process.getBuiltinModule('node:util').inspect(value);`,
    }));

    // Resource detectors run commands and read files; our resource comes from Lambda's environment.
    build.onResolve({ filter: /^\.\/detectors$/ }, ({ importer }) =>
      inSdk.test(importer) ? { path: 'detectors', namespace: 'sdk-diet', sideEffects: false } : undefined,
    );
    build.onLoad({ filter: /^detectors$/, namespace: 'sdk-diet' }, () => ({
      contents: ['envDetector', 'hostDetector', 'osDetector', 'processDetector', 'serviceInstanceIdDetector']
        .map((name) => `export const ${name} = undefined;`)
        .join('\n'),
    }));
  },
};
