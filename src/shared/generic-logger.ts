/** What warnings go to: the Logger of this package, or any object with the same methods. */
export interface GenericLogger {
  /** Takes messages of the lowest level. */
  trace?(...content: unknown[]): void;
  /** Takes messages for whoever looks for a mistake. */
  debug(...content: unknown[]): void;
  /** Takes messages that need no action. */
  info(...content: unknown[]): void;
  /** Takes the warnings: of a metric that was left out, for example. */
  warn(...content: unknown[]): void;
  /** Takes messages of what went wrong. */
  error(...content: unknown[]): void;
}
