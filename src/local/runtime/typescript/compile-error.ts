/** Where in a source something is wrong, both counted from 1. */
export interface SourcePlace {
  readonly line: number;
  readonly column: number;
}

/** A source that does not compile, in the form of an error that was thrown there: whoever shows stacks shows the place. */
export function compileError(file: string, text: string, place: SourcePlace | undefined): SyntaxError {
  const error = new SyntaxError(text);
  error.stack = `SyntaxError: ${text}\n    at ${file}${place ? `:${place.line}:${place.column}` : ':1:1'}`;
  return error;
}
