// With a subsegment for each record, as their documentation has it.
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import { work } from './work.mjs';

const processor = new BatchProcessor(EventType.SQS);
const tracer = new Tracer({ captureHTTPsRequests: false });

const traced = async (record) => {
  const subsegment = tracer.getSegment()?.addNewSubsegment('### recordHandler');
  subsegment?.addAnnotation('messageId', record.messageId);
  try {
    return await work(record);
  } catch (error) {
    subsegment?.addError(error);
    throw error;
  } finally {
    subsegment?.close();
  }
};

export const handler = middy(async (event, context) =>
  processPartialResponse(event, traced, processor, { context }),
).use(captureLambdaHandler(tracer, { captureResponse: false }));
