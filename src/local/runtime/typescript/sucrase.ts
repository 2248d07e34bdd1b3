import { getFormattedTokens, type Options, transform } from 'sucrase';
import { compileError } from './compile-error.js';

/** A line that begins like a decorator; it may still be text or a comment. */
const MAYBE_DECORATOR = /^\s*@[\p{L}_$(]/mu;
/** `Error transforming FILE: TEXT (LINE:COLUMN)`. */
const FAILURE = /^Error transforming [\s\S]*?: ([^:]*) \((\d+):(\d+)\)$/;
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
  try {
    return transform(source, options).code;
  } catch (error) {
    const [, text, line, column] = (error instanceof Error ? error.message : '').match(FAILURE) ?? [];
    if (text === undefined) throw error;
    throw compileError(file, text, { line: Number(line), column: Number(column) });
  }
}
