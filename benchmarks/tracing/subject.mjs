import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The built exporter; without a build, its source, bundled. */
export const loadExporter = async () => {
  const built = `${root}dist/esm/exporters/xray/index.js`;
  if (existsSync(built)) return import(pathToFileURL(built).href);
  // Inside the package, so that it finds the one copy of the API.
  const folder = await mkdtemp(`${root}node_modules/.benchmark-`);
  const outfile = `${folder}/xray.mjs`;
  try {
    await build({
      entryPoints: [`${root}exporters/xray/index.ts`],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      external: ['@opentelemetry/api'],
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true });
  }
};
