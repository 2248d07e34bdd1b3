import { work } from './work.mjs';

export const handler = async (event) => {
  await Promise.all(event.Records.map(work));
  return { batchItemFailures: [] };
};
