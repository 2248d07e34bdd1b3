export function officialRuntimeModules(major: 3 | 4): string | undefined;
