export function nodeExecutable(major: number | undefined): string;
