export const reachableDeclarations: (entries: readonly string[]) => {
  readonly files: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
};
