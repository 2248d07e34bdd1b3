import type { Metafile } from 'esbuild';

export function buildLocal(outdir: string): Promise<Metafile[]>;
