import { describe, expect, it } from 'vitest';
import { subpaths } from '../../scripts/entries.mjs';

const router = [
  'BadRequestError',
  'ForbiddenError',
  'HttpError',
  'HttpStatusCodes',
  'HttpVerbs',
  'InternalServerError',
  'InvalidEventError',
  'InvalidRouteError',
  'MethodNotAllowedError',
  'NotFoundError',
  'ParameterValidationError',
  'RequestEntityTooLargeError',
  'RequestTimeoutError',
  'RequestValidationError',
  'ResponseValidationError',
  'RouteMatchingError',
  'Router',
  'ServiceUnavailableError',
  'Store',
  'UnauthorizedError',
  'composeMiddleware',
  'compress',
  'cors',
  'isALBEvent',
  'isAPIGatewayProxyEventV1',
  'isAPIGatewayProxyEventV2',
  'isExtendedAPIGatewayProxyResult',
  'isHttpMethod',
];

/** What each subpath exports at run time: a name that goes from here is a breaking change, one that comes is a promise. */
const publicNames: Readonly<Record<string, readonly string[]>> = {
  '.': ['configure', 'currentInvocation', 'withPowertools'],
  './logger': ['LogFormatter', 'LogItem', 'LogLevel', 'LogLevelThreshold', 'Logger', 'correlationPaths'],
  './logger/middleware': ['injectLambdaContext'],
  './tracer': ['Tracer', 'captureAWSv3Client', 'captureHttpRequests'],
  './tracer/middleware': ['captureLambdaHandler'],
  './metrics': ['MetricResolution', 'MetricUnit', 'Metrics'],
  './metrics/middleware': ['logMetrics'],
  './event-handler': router,
  './event-handler/http': router,
  './idempotency': [
    'IdempotencyAlreadyInProgressError',
    'IdempotencyConfig',
    'IdempotencyInconsistentStateError',
    'IdempotencyInvalidStatusError',
    'IdempotencyItemAlreadyExistsError',
    'IdempotencyItemNotFoundError',
    'IdempotencyKeyError',
    'IdempotencyPersistenceLayerError',
    'IdempotencyRecordStatus',
    'IdempotencyUnknownError',
    'IdempotencyValidationError',
    'PERSISTENCE_ATTRIBUTE_KEY_MAPPINGS',
    'idempotent',
    'makeHandlerIdempotent',
    'makeIdempotent',
  ],
  './idempotency/dynamodb': ['DynamoDBPersistenceLayer'],
  './idempotency/middleware': ['makeHandlerIdempotent'],
  './idempotency/persistence': ['BasePersistenceLayer', 'IdempotencyRecord', 'InMemoryPersistenceLayer'],
  './validation': ['SchemaCompilationError', 'SchemaValidationError', 'ValidationError', 'jsonSchema', 'validate'],
  './validation/middleware': ['validator'],
  './validation/decorator': ['validator'],
  './validation/errors': ['SchemaCompilationError', 'SchemaValidationError', 'ValidationError'],
  './jmespath': [
    'ArityError',
    'EmptyExpressionError',
    'FunctionError',
    'Functions',
    'IncompleteExpressionError',
    'JMESPathError',
    'JMESPathTypeError',
    'LexerError',
    'ParseError',
    'PowertoolsFunctions',
    'UnknownFunctionError',
    'VariadicArityError',
    'search',
  ],
  './jmespath/envelopes': [
    'API_GATEWAY_HTTP',
    'API_GATEWAY_REST',
    'CLOUDWATCH_EVENTS_SCHEDULED',
    'CLOUDWATCH_LOGS',
    'EVENTBRIDGE',
    'KINESIS_DATA_STREAM',
    'S3_EVENTBRIDGE_SQS',
    'S3_KINESIS_FIREHOSE',
    'S3_SNS_KINESIS_FIREHOSE',
    'S3_SNS_SQS',
    'S3_SQS',
    'SNS',
    'SQS',
    'extractDataFromEnvelope',
  ],
  './testing': [],
  './exporters/xray': ['XRaySpanExporter'],
  './exporters/emf': ['DEFAULT_DIMENSIONS', 'EmfMetricExporter'],
  './exporters/json': ['JsonLogRecordExporter'],
};

describe('the public names', () => {
  it('are pinned for every subpath', () => {
    expect(Object.keys(publicNames)).toEqual(subpaths);
  });

  it.each(Object.entries(publicNames))('of %s are exactly these', async (subpath, names) => {
    const module: Record<string, unknown> = await import(/* @vite-ignore */ `otel-powertools${subpath.slice(1)}`);
    expect(Object.keys(module).sort()).toEqual(names);
  });
});
