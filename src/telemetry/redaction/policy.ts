/** What must not be seen in log lines, span attributes and metric properties. */
export interface RedactionPolicy {
  /**
   * Keys whose value is replaced wherever they occur, at any depth, also inside texts that are JSON, a form or a query:
   * names in any case, or patterns.
   */
  readonly keys?: readonly (string | RegExp)[];
  /**
   * Fields whose value is replaced, from the top, by the expressions of `otel-powertools/data-masking`:
   * `customer.card.number`, `orders[*].card`; `*` stands for any one key or index.
   */
  readonly paths?: readonly string[];
  /** What is replaced inside any text, the message and the names of keys and attributes included, and in the digits of numbers. */
  readonly patterns?: readonly RegExp[];
  /** Default `[REDACTED]`. */
  readonly replacement?: string;
}
