import type { Plugin } from 'esbuild';
import type { Hits } from './hits.mjs';

export function ajvModules(hits: Hits): Plugin;
