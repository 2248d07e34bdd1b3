import type { Plugin } from 'esbuild';

export class Hits {
  readonly plugin: Plugin;
  expect(what: string): () => void;
  missed(): string[];
}
export function replaceCounted(text: string, pattern: RegExp, replacement: string, hit: () => void): string;
