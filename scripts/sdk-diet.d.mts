import type { Plugin } from 'esbuild';
import type { Hits } from './hits.mjs';

export function sdkDiet(hits?: Hits): Plugin;
