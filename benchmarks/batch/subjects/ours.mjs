import { withPowertools } from 'otel-powertools';
import { batch } from 'otel-powertools/batch';
import { work } from './work.mjs';

export const handler = withPowertools(batch(work, { source: 'SQS' }));
