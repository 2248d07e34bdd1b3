/** What must not be seen in log lines, span attributes and metric properties. */
export interface RedactionPolicy {
  /** Keys whose value is replaced wherever they occur, at any depth: names in any case, or patterns. */
  readonly keys?: readonly (string | RegExp)[];
  /** Paths whose value is replaced, from the top: `customer.card.number`; `*` stands for any one key or index. */
  readonly paths?: readonly string[];
  /** What is replaced inside any text, the message included. */
  readonly patterns?: readonly RegExp[];
  /** Default `[REDACTED]`. */
  readonly replacement?: string;
}
