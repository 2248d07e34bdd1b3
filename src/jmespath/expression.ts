/** Gives the result of a compiled expression for a value. */
export type Evaluate = (value: unknown) => unknown;

/** An expression given to a function with `&`, for example the key of `sort_by(items, &price)`. */
export class Expression {
  readonly #evaluate: Evaluate;

  constructor(evaluate: Evaluate) {
    this.#evaluate = evaluate;
  }

  /** The result of the expression for `value`. */
  visit(value: unknown): unknown {
    return this.#evaluate(value);
  }
}
