import type { BuildOptions } from 'esbuild';

export const localBundle: (outdir: string) => BuildOptions;
