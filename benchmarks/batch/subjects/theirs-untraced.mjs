import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { work } from './work.mjs';

const processor = new BatchProcessor(EventType.SQS);

export const handler = async (event, context) => processPartialResponse(event, work, processor, { context });
