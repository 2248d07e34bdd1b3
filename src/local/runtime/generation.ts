/**
 * Which of Lambda's own runtimes to behave as: up to Node.js 22 that is version 3 of its interface client, which knows
 * callbacks; from 24 on, and on Managed Instances, it is version 4, which knows promises and values only.
 */
export type Generation = 3 | 4;

const FIRST_WITHOUT_CALLBACKS = 24;

export function generationOf(overlaps: boolean, nodeVersion: string = process.versions.node): Generation {
  return overlaps || Number(nodeVersion.split('.')[0]) >= FIRST_WITHOUT_CALLBACKS ? 4 : 3;
}
