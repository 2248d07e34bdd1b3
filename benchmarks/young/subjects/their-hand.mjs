// What the three middlewares do, called one by one, as Powertools documents it.
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { answer } from '../events.mjs';

const logger = new Logger();
const metrics = new Metrics();
const tracer = new Tracer();

export const handler = async (_event, context) => {
  const parent = tracer.getSegment();
  const segment = parent?.addNewSubsegment(`## ${process.env._HANDLER}`);
  if (segment) tracer.setSegment(segment);
  tracer.annotateColdStart();
  tracer.addServiceNameAnnotation();
  logger.addContext(context);
  try {
    metrics.addMetric('OrderReceived', MetricUnit.Count, 1);
    logger.info('order received', { order_id: 'A-1001' });
    const response = answer();
    tracer.addResponseAsMetadata(response, process.env._HANDLER);
    return response;
  } catch (error) {
    tracer.addErrorAsMetadata(error);
    throw error;
  } finally {
    metrics.publishStoredMetrics();
    segment?.close();
    if (parent) tracer.setSegment(parent);
  }
};
