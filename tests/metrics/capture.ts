import { vi } from 'vitest';

export interface Captured {
  readonly output: string;
  /** What was written to stdout, line by line; times that are about now are replaced by 0. */
  readonly lines: readonly string[];
  /** The lines that are EMF: what `diag` reports goes to stdout as well. */
  readonly emf: readonly string[];
  /** The class of what was thrown. */
  readonly error: string | undefined;
}

const TIMESTAMP = /"Timestamp":(\d+)/g;
const ABOUT_NOW_MILLIS = 60_000;

const withoutTime = (text: string): string =>
  text.replaceAll(TIMESTAMP, (whole, digits) =>
    Math.abs(Number(digits) - Date.now()) < ABOUT_NOW_MILLIS ? '"Timestamp":0' : whole,
  );

/** Runs `body` and collects what it writes to stdout. */
export const capture = async (body: () => unknown): Promise<Captured> => {
  let output = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    output += String(chunk);
    return true;
  });
  let error: string | undefined;
  try {
    await body();
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.constructor.name : typeof thrown;
  } finally {
    write.mockRestore();
  }
  const all = output.split('\n').slice(0, -1);
  return { output, lines: all.map(withoutTime), emf: all.filter((line) => line.startsWith('{"_aws"')), error };
};
