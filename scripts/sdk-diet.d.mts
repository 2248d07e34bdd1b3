import type { Plugin } from 'esbuild';

export const sdkDiet: Plugin;
