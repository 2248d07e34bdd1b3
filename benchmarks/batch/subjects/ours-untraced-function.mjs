import { batch } from 'otel-powertools/batch';
import { work } from './work.mjs';

export const handler = batch(work, { source: 'SQS' });
