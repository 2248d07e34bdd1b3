/**
 * Texts, joined by commas, of which any can be replaced. They are the leaves of a binary tree in which each node is its
 * halves joined: a change costs the way up to the root, not all the texts. None of them is empty.
 */
export class JoinedTexts {
  #capacity = 1;
  /** The root is the first, the children of node n are 2n and 2n + 1, the leaves come last. */
  #nodes = ['', ''];

  get text(): string {
    return this.#nodes[1] ?? '';
  }

  /** Puts `text` at `index`, which is at most how many there are. */
  set(index: number, text: string): void {
    if (index === this.#capacity) this.#grow();
    this.#nodes[this.#capacity + index] = text;
    for (let node = (this.#capacity + index) >> 1; node > 0; node >>= 1) this.#joinAt(node);
  }

  #grow(): void {
    const leaves = this.#nodes.slice(this.#capacity);
    this.#capacity *= 2;
    this.#nodes = Array<string>(2 * this.#capacity).fill('');
    for (const [index, leaf] of leaves.entries()) this.#nodes[this.#capacity + index] = leaf;
    for (let node = this.#capacity - 1; node > 0; node -= 1) this.#joinAt(node);
  }

  #joinAt(node: number): void {
    this.#nodes[node] = join(this.#nodes[2 * node] ?? '', this.#nodes[2 * node + 1] ?? '');
  }
}

function join(left: string, right: string): string {
  return right === '' ? left : `${left},${right}`;
}
