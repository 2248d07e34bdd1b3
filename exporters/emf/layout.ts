import type { EmfDocument, EmfEntry } from './document.js';

/** What metrics must have in common to be in one document. */
export type DocumentFrame = Omit<EmfDocument, 'entries'>;

/** Collects entries into as few documents as can be: one per frame, and more where one name comes several times. */
export class DocumentLayout {
  readonly #frames = new Map<
    string,
    { readonly parts: EmfEntry[][]; readonly used: Map<string, number> } & DocumentFrame
  >();

  add(frame: DocumentFrame, name: string, entries: readonly EmfEntry[]): void {
    const key = `${frame.timestamp} ${frame.namespace} ${frame.dimensions} ${frame.properties}`;
    let held = this.#frames.get(key);
    if (!held) {
      held = { ...frame, parts: [], used: new Map() };
      this.#frames.set(key, held);
    }
    let index = held.used.get(name) ?? 0;
    for (const entry of entries) {
      const part = held.parts[index] ?? [];
      part.push(entry);
      held.parts[index] = part;
      index += 1;
    }
    held.used.set(name, index);
  }

  documents(): EmfDocument[] {
    return [...this.#frames.values()].flatMap(({ parts, used: _, ...frame }) =>
      parts.map((entries) => ({ ...frame, entries })),
    );
  }
}
