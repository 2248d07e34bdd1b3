export const root: string;
export const subpaths: readonly string[];
export function sourceOf(subpath: string): string;
