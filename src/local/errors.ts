/** Something the caller of the local Lambda can put right: one line that says what, with which value, and what to do. */
export class LocalLambdaError extends Error {
  override readonly name = 'LocalLambdaError';
}

/** The text of whatever was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
