import * as nodeModule from 'node:module';

/** Turns TypeScript into JavaScript as Node.js itself does. */
type StripTypes = (source: string, options?: { mode: 'transform'; sourceMap: true }) => string;

/**
 * What Node.js strips types with, where it does so by itself (22.18, 24); undefined elsewhere. What it cannot strip (an enum, a
 * namespace, a parameter property) it compiles, where it still can.
 */
export function nodeStripTypes(): StripTypes | undefined {
  const strip: unknown = Reflect.get(nodeModule, 'stripTypeScriptTypes');
  if (!Reflect.get(process.features, 'typescript') || typeof strip !== 'function') return undefined;
  silenceWarningOf('stripTypeScriptTypes');
  return (source) => {
    try {
      return String(strip(source));
    } catch (error) {
      if (!isUnsupported(error)) throw error;
      return String(strip(source, { mode: 'transform', sourceMap: true }));
    }
  };
}

/** Whether the source is TypeScript, of a kind that this Node.js does not compile. */
export function isUnsupported(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code !== 'ERR_INVALID_TYPESCRIPT_SYNTAX';
}

/** This thread runs no code of the function: a warning that the method is experimental says nothing to its author. */
function silenceWarningOf(name: string): void {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: never[]): void => {
    if (!String(warning).startsWith(name)) emitWarning(warning, ...rest);
  };
}
