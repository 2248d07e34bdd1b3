export const root: string;
export const manifest: { readonly exports: Readonly<Record<string, unknown>> };
export const subpaths: readonly string[];
export const entryFiles: readonly string[];
export const distinctSubpaths: readonly string[];
export function sourceOf(subpath: string): string;
export function exportsField(): Record<string, unknown>;
