import { defineConfig } from 'vitest/config';
import { root, sourceOf, subpaths } from './scripts/entries.mjs';

export default defineConfig({
  resolve: {
    // Tests import the package by its name, as a user does, and run on its source.
    alias: subpaths.map((subpath) => ({
      find: new RegExp(`^otel-powertools${subpath.slice(1)}$`),
      replacement: `${root}${sourceOf(subpath)}`,
    })),
  },
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    typecheck: { enabled: true, include: ['tests/**/*.test-d.ts'], checker: 'tsc', tsconfig: './tsconfig.json' },
  },
});
