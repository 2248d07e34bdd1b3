import { build, type Plugin } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { ajvModules } from '../../scripts/ajv-modules.mjs';
import { root } from '../../scripts/entries.mjs';
import { Hits, replaceCounted } from '../../scripts/hits.mjs';
import { jmespathParser } from '../../scripts/jmespath-parser.mjs';
import { metaSchema } from '../../scripts/meta-schema.mjs';
import { sdkDiet } from '../../scripts/sdk-diet.mjs';

/** The text of a bundle of `contents`, and the packages' files that it took. */
const bundle = async (contents: string, ...plugins: readonly Plugin[]): Promise<{ text: string; inputs: string[] }> => {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    plugins: [...plugins],
    logLevel: 'silent',
  });
  return { text: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs) };
};

const PROVIDER =
  "import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base'; console.log(new BasicTracerProvider());";

describe('a step of the build', () => {
  it.each([
    ['sdk-diet', sdkDiet, ['util', 'resources', 'basic-tracer-provider', 'tracer-metrics']],
    ['ajv-modules', ajvModules, ['import of ajv', 'exports of CommonJS', 'import of a namespace']],
    ['meta-schema', metaSchema, ['src/validation/meta-schema.ts', 'require in the generated code']],
    ['jmespath-parser', jmespathParser, ['parser of jmespath.js']],
  ])('that finds nothing to change fails the build and says so: %s', async (name, step, expected) => {
    const hits = new Hits();
    const failing = bundle('console.log(1);', step(hits), hits.plugin);
    await expect(failing).rejects.toMatchObject({
      errors: expected.map((what) => ({ text: expect.stringContaining(`nothing to change for "${name}: ${what}"`) })),
    });
  });

  it('fails for what it misses alone, and not at all once everything is found', async () => {
    const hits = new Hits();
    const found = hits.expect('one');
    const other = hits.expect('other');
    found();
    await expect(bundle('console.log(1);', hits.plugin)).rejects.toMatchObject({
      errors: [{ text: expect.stringContaining('"other"') }],
    });
    other();
    await expect(bundle('console.log(1);', hits.plugin)).resolves.toMatchObject({ text: expect.any(String) });
  });

  it('leaves the message of a build that failed before', async () => {
    const hits = new Hits();
    hits.expect('one');
    await expect(bundle("import './nowhere.js';", hits.plugin)).rejects.toMatchObject({
      errors: [{ text: expect.stringContaining('./nowhere.js') }],
    });
  });

  it('counts each replacement of a text', () => {
    let count = 0;
    const replaced = replaceCounted('a1 b2', /[a-z](\d)/g, '$1', () => {
      count += 1;
    });
    expect([replaced, count]).toEqual(['1 2', 2]);
  });

  it("takes out of the SDK what none of ours reaches, and leaves others' imports alone", async () => {
    const [slim, whole] = await Promise.all([bundle(PROVIDER, sdkDiet()), bundle(PROVIDER)]);
    expect(whole.inputs.some((file) => file.includes('@opentelemetry/resources'))).toBe(true);
    expect(slim.inputs.filter((file) => file.includes('@opentelemetry/resources'))).toEqual([]);
    expect(slim.inputs.filter((file) => file.startsWith('sdk-diet:'))).not.toEqual([]);
    expect(slim.text.length).toBeLessThan(whole.text.length);

    const ours = await bundle("import { inspect } from 'util'; console.log(inspect(1));", sdkDiet());
    expect(ours.text).toContain('from "util"');
  });
});
