import { compileFunction } from 'node:vm';
import { transformSync } from 'esbuild';

export type Dialect = 'standard' | 'experimental';

/** The two kinds of decorators that TypeScript can emit. */
export const dialects: readonly Dialect[] = ['standard', 'experimental'];

/**
 * The class that `source` declares, compiled with one kind of decorators as a user's compiler does; no Node.js runs
 * either as it is written. `scope` is what the source refers to.
 */
export const compileClass = <Instance>(
  dialect: Dialect,
  source: string,
  scope: Readonly<Record<string, unknown>>,
): (new () => Instance) => {
  const { code } = transformSync(`const Compiled = ${source}`, {
    loader: 'ts',
    target: 'es2022',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: dialect === 'experimental' } },
  });
  return compileFunction(`${code}; return Compiled;`, Object.keys(scope))(...Object.values(scope));
};
