import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';

export const handler = async () => process.pid;

/** Writes the id of its process to the file that the event names, and never ends. */
export const hang = async ({ file }) => {
  writeFileSync(file, String(process.pid));
  await new Promise((resolve) => setTimeout(resolve, 60_000));
};

/** Starts a process, writes both ids to the file that the event names, and keeps its thread busy without end. */
export const spin = async ({ file }) => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  writeFileSync(file, `${process.pid} ${child.pid}`);
  for (;;);
};
