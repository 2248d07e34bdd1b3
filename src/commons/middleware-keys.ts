/** Under which name of a request's `internal` the tracer's middleware puts the function that cleans up after it. */
export const TRACER_KEY = 'powertools-for-aws.tracer';

/** The same for the middleware of metrics. */
export const METRICS_KEY = 'powertools-for-aws.metrics';

/** The same for the middleware of the logger. */
export const LOGGER_KEY = 'powertools-for-aws.logger';

/** The same for the middleware of idempotency. */
export const IDEMPOTENCY_KEY = 'powertools-for-aws.idempotency';
