/**
 * Counts what the steps of a build find to change in other people's code. One that finds nothing would switch itself off
 * without a word when a package renames a file: with `plugin`, the build fails instead.
 */
export class Hits {
  #counts = new Map();

  /** Has the build fail unless the function that is returned is called. `what` is for the message. */
  expect(what) {
    this.#counts.set(what, 0);
    return () => this.#counts.set(what, this.#counts.get(what) + 1);
  }

  /** What was expected and not found. */
  missed() {
    return [...this.#counts].filter(([, count]) => count === 0).map(([what]) => what);
  }

  plugin = {
    name: 'hits',
    setup: (build) => {
      build.onEnd(({ errors }) => {
        // Whatever failed before it was found has its own message.
        if (errors.length > 0) return undefined;
        return { errors: this.missed().map((what) => ({ text: notFound(what) })) };
      });
    },
  };
}

/** `text` with every match of `pattern` replaced; `hit` is called for each of them. */
export function replaceCounted(text, pattern, replacement, hit) {
  for (const _ of text.matchAll(pattern)) hit();
  return text.replaceAll(pattern, replacement);
}

export function notFound(what) {
  return `The build found nothing to change for "${what}": adapt that step to what it changes, or remove it`;
}
