export const root: string;
export interface LegacyFields {
  readonly main: string;
  readonly types: string;
  readonly typesVersions: { readonly '*': Readonly<Record<string, readonly [string]>> };
}
export const manifest: LegacyFields & { readonly exports: Readonly<Record<string, unknown>> };
export const subpaths: readonly string[];
export const entryFiles: readonly string[];
export const distinctSubpaths: readonly string[];
export function sourceOf(subpath: string): string;
export function exportsField(): Record<string, unknown>;
export function legacyFields(): LegacyFields;
