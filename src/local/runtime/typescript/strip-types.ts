import * as nodeModule from 'node:module';

/** Turns TypeScript into JavaScript as Node.js itself does; undefined for what it does not take. */
type StripTypes = (source: string) => string | undefined;

/**
 * What Node.js strips types with, where it does so by itself (22.18, 24); undefined elsewhere. What it cannot strip (an enum, a
 * namespace, a parameter property) it compiles, in the versions that can.
 */
export function nodeStripTypes(): StripTypes | undefined {
  const strip: unknown = Reflect.get(nodeModule, 'stripTypeScriptTypes');
  if (!Reflect.get(process.features, 'typescript') || typeof strip !== 'function') return undefined;
  silenceWarningOf('stripTypeScriptTypes');
  return (source) => {
    for (const options of [undefined, { mode: 'transform', sourceMap: true }]) {
      try {
        return String(strip(source, options));
      } catch {
        // It is not of that kind, or wrong.
      }
    }
    return undefined;
  };
}

/** This thread runs no code of the function: a warning that the method is experimental says nothing to its author. */
function silenceWarningOf(name: string): void {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: never[]): void => {
    if (!String(warning).startsWith(name)) emitWarning(warning, ...rest);
  };
}
