import { compileFunction } from 'node:vm';
import { transformSync } from 'esbuild';

export type Dialect = 'standard' | 'experimental';

/** The two kinds of decorators that TypeScript can emit. */
export const dialects: readonly Dialect[] = ['standard', 'experimental'];

/**
 * The class with the members in `body`, which extends `Base` if that is in `scope`, compiled with one kind of decorators as a user's
 * compiler does; no Node.js runs either as it is written. `scope` is what the body refers to.
 */
export const compileClass = <Instance>(
  dialect: Dialect,
  body: string,
  scope: Readonly<Record<string, unknown>>,
): (new () => Instance) => {
  const heritage = 'Base' in scope ? ' extends Base' : '';
  const { code } = transformSync(`class Compiled${heritage} {${body}}`, {
    loader: 'ts',
    target: 'es2022',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: dialect === 'experimental' } },
  });
  return compileFunction(`${code}; return Compiled;`, Object.keys(scope))(...Object.values(scope));
};
