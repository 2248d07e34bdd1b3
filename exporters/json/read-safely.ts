/** The message of whatever was thrown: anything can be, a proxy too. */
export function reasonOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return 'unknown';
  }
}

/** What stands for a property that could not be read. */
export function unreadable(thrown: unknown): string {
  return `[Unreadable: ${reasonOf(thrown)}]`;
}

/** A property of any object; text that says why where its getter throws. */
export function readSafely(holder: object, key: string): unknown {
  try {
    // Any object may be asked for any key; `Reflect.get` would take twice the time.
    return (holder as Record<string, unknown>)[key];
  } catch (error) {
    return unreadable(error);
  }
}
