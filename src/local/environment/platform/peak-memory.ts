import { readFileSync } from 'node:fs';

/** The most memory that a process has had, in megabytes; undefined where the system does not say. */
export function peakMemoryOf(pid: number | undefined): number | undefined {
  if (pid === undefined) return undefined;
  try {
    const [, kilobytes] = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmHWM:\s+(\d+) kB$/m) ?? [];
    return kilobytes === undefined ? undefined : Math.ceil(Number(kilobytes) / 1024);
  } catch {
    // Not Linux, or the process is gone.
    return undefined;
  }
}
