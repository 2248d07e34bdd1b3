import type { BuildOptions } from 'esbuild';

export function localBundle(outdir: string): BuildOptions;
