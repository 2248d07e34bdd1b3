import { writeFileSync } from 'node:fs';

export const handler = async () => process.pid;

/** Writes the id of its process to the file that the event names, and never ends. */
export const hang = async ({ file }) => {
  writeFileSync(file, String(process.pid));
  await new Promise((resolve) => setTimeout(resolve, 60_000));
};
