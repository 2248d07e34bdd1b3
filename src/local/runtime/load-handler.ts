import { createRequire, register } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { findHandler, type HandlerReference } from '../functions/handler-reference.js';
import { RuntimeError } from './error-document.js';
import type { Generation } from './generation.js';
import { isStreaming } from './streaming/response-stream.js';
import { lineOfSyntaxError } from './syntax-place.js';

const CALLBACKS_ARE_GONE =
  'From Node.js 24 on, Lambda refuses handlers that take a callback as their third parameter: make the handler async, or return a promise.';

/** Whatever the user exports under the handler's name. */
export type Handler = (...args: unknown[]) => unknown;

/**
 * Imports the handler's module and finds the function that the export names. A TypeScript module is read through the
 * module hook at the URL `typescriptLoader`.
 */
export async function loadHandler(
  handler: string,
  taskRoot: string,
  { generation, typescriptLoader }: { readonly generation: Generation; readonly typescriptLoader: URL },
): Promise<Handler> {
  if (handler.includes('..')) {
    const message = `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`;
    throw new RuntimeError('Runtime.MalformedHandlerName', message);
  }
  if (!path.basename(handler).includes('.')) throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  const reference = findHandler(handler, taskRoot);
  if (!reference)
    throw new RuntimeError('Runtime.ImportModuleError', `Cannot find the module of "${handler}" in ${taskRoot}`);
  if (/\.[mc]?tsx?$/.test(reference.file)) {
    process.setSourceMapsEnabled(true);
    register(typescriptLoader, { data: { folder: path.dirname(reference.file) } });
  }
  const found = findExport(await importModule(reference), { ...reference, handler, generation });
  if (generation === 4 && found.length >= 3 && !isStreaming(found)) {
    throw new RuntimeError('Runtime.CallbackHandlerDeprecated', CALLBACKS_ARE_GONE);
  }
  return found;
}

async function importModule({ file }: HandlerReference): Promise<unknown> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    // As Lambda does: what is not valid JavaScript, and what `require` does not find, get names of their own.
    if (error instanceof SyntaxError) throw renamed('Runtime.UserCodeSyntaxError', error, placeOf(error, file));
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') {
      throw renamed('Runtime.ImportModuleError', error, error.stack);
    }
    throw error;
  }
}

function renamed(name: string, error: Error, stack: string | undefined): RuntimeError {
  return Object.assign(new RuntimeError(name, String(error)), { stack });
}

/** The stack of an error of syntax, with the place in the handler's file, where it is JavaScript and wrong itself. */
function placeOf({ stack = '', message }: SyntaxError, file: string): string {
  const line = /\.[mc]?js$/.test(file) ? lineOfSyntaxError(file) : undefined;
  return line === undefined ? stack : `SyntaxError: ${message}\n    at ${file}:${line}:1`;
}

function member(value: unknown, name: string): unknown {
  return (typeof value === 'object' || typeof value === 'function') && value !== null && name in value
    ? // Just seen to be there.
      (value as Record<string, unknown>)[name]
    : undefined;
}

function findExport(
  module: unknown,
  {
    file,
    exportPath,
    handler,
    generation,
  }: HandlerReference & { readonly handler: string; readonly generation: Generation },
): Handler {
  const names = exportPath.split('.');
  // A CommonJS module whose names could not be told beforehand has them on its default export only. In an ES module the
  // runtime up to Node.js 22 does not look there.
  const isOnlyModule = generation === 3 && /\.m?js$/.test(file) && !(file in createRequire(file).cache);
  const found = (isOnlyModule ? [module] : [module, member(module, 'default')])
    .map((start) => names.reduce<unknown>(member, start))
    .find((value) => value !== undefined);
  if (typeof found === 'function') return found as Handler;
  const problem = found === undefined ? 'is not exported by' : 'is not a function in';
  throw new RuntimeError(
    'Runtime.HandlerNotFound',
    `${handler}: "${exportPath}" ${problem} ${file}, ${functionsOf(module)}`,
  );
}

function functionsOf(module: unknown): string {
  const names = Object.entries(module ?? {}).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
  return names.length > 0 ? `whose functions are ${names.join(', ')}` : 'which exports no function';
}
