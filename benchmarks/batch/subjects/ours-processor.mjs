import { withPowertools } from 'otel-powertools';
import { BatchProcessor, EventType, processPartialResponse } from 'otel-powertools/batch';
import { work } from './work.mjs';

const processor = new BatchProcessor(EventType.SQS);

export const handler = withPowertools(async (event, context) =>
  processPartialResponse(event, work, processor, { context }),
);
