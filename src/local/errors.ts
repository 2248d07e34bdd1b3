/** Something the caller of the local Lambda can put right: one line that says what, with which value, and what to do. */
export class LocalLambdaError extends Error {
  override readonly name = 'LocalLambdaError';
}

/** The text of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
