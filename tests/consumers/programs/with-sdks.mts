// The types of other people that ours have to fit: @types/aws-lambda, the OpenTelemetry SDK, the AWS SDK, Ajv.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2, Context, Handler } from 'aws-lambda';
import { withPowertools } from 'otel-powertools';
import { Router } from 'otel-powertools/event-handler';
import { EmfMetricExporter } from 'otel-powertools/exporters/emf';
import { JsonLogRecordExporter } from 'otel-powertools/exporters/json';
import { XRaySpanExporter } from 'otel-powertools/exporters/xray';
import { DynamoDBPersistenceLayer } from 'otel-powertools/idempotency/dynamodb';
import { Tracer } from 'otel-powertools/tracer';
import { validate } from 'otel-powertools/validation';

export const spans: SpanExporter = new XRaySpanExporter();
export const metrics: PushMetricExporter = new EmfMetricExporter({ namespace: 'shop' });
export const logs: LogRecordExporter = new JsonLogRecordExporter();

declare const theirs: { spans: SpanExporter; metrics: PushMetricExporter; logs: LogRecordExporter };

export const handler: Handler<APIGatewayProxyEventV2, APIGatewayProxyResultV2> = withPowertools(
  async (event: APIGatewayProxyEventV2, context: Context): Promise<APIGatewayProxyResultV2> => ({
    statusCode: 200,
    body: `${event.rawPath} ${context.awsRequestId}`,
  }),
  { traces: ['xray', theirs.spans], metrics: theirs.metrics, logs: [theirs.logs, 'json'] },
);

const app = new Router();
export const routed = withPowertools((event: APIGatewayProxyEventV2, context: Context) => app.resolve(event, context));

const client = new Tracer().captureAWSv3Client(new DynamoDBClient({}));
export const store = new DynamoDBPersistenceLayer({ tableName: 'orders', awsSdkV3Client: client });

const schema = { type: 'object', properties: { email: { type: 'string', format: 'email' } } } as const;
export const customer: { email?: string } = validate({
  payload: {},
  schema,
  ajv: new Ajv2020(),
  formats: { email: fullFormats.email },
});
