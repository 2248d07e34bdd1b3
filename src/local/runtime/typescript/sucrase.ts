import { getFormattedTokens, type Options, transform } from 'sucrase';

/** A line that begins like a decorator; it may still be text or a comment. */
const MAYBE_DECORATOR = /^\s*@[\p{L}_$(]/mu;
const DECORATOR_TOKEN = /^\d+:\d+-\d+:\d+\s+@\s+@\s/m;

/** Compiles with what comes with this package: every line stays where it is, and decorators are not compiled. */
export async function transpileWithSucrase(file: string, source: string): Promise<string> {
  const options: Options = {
    transforms: file.endsWith('x') ? ['typescript', 'jsx'] : ['typescript'],
    filePath: file,
    disableESTransforms: true,
  };
  if (MAYBE_DECORATOR.test(source) && DECORATOR_TOKEN.test(getFormattedTokens(source, options))) {
    throw new SyntaxError(
      `${file} has decorators: to run them, npm install --save-dev esbuild in the function's project`,
    );
  }
  return transform(source, options).code;
}
