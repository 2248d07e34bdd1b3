// The business of a shop as code written for Powertools has it: nothing is changed but the names of the packages.
import { Logger } from 'otel-powertools/logger';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { Tracer } from 'otel-powertools/tracer';

export const logger = new Logger({ serviceName: 'orders' });
export const metrics = new Metrics({ namespace: 'shop', serviceName: 'orders' });
export const tracer = new Tracer({ serviceName: 'orders' });

export const charge = async (order) => {
  const subsegment = tracer.getSegment()?.addNewSubsegment('charge');
  logger.info('order received', { order_id: order.order_id });
  metrics.addMetric('OrderReceived', MetricUnit.Count, 1);
  try {
    return { charged: order.order_id };
  } finally {
    subsegment?.close();
  }
};
