import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { describePlatform } from '../../../exporters/xray/document/platform.js';
import { span } from './spans.js';
import { type TranslatedDocument, translated } from './translating.js';

// The attributes that today's instrumentations set, as recorded from them, and the document that each becomes.
interface Case {
  readonly what: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  readonly error?: string;
  readonly document: Partial<TranslatedDocument>;
}

const httpServer: Attributes = {
  'http.request.method': 'GET',
  'url.scheme': 'https',
  'url.path': '/orders/7',
  'url.query': 'full=1',
  'server.address': 'api.example.com',
  'server.port': 443,
  'client.address': '203.0.113.9',
  'network.peer.address': '10.0.0.5',
  'network.peer.port': 51_234,
  'network.protocol.version': '1.1',
  'user_agent.original': 'curl/8.5.0',
  'http.route': '/orders/:id',
  'http.response.status_code': 404,
};

const cases: readonly Case[] = [
  {
    what: 'node:http as a client',
    name: 'GET',
    kind: SpanKind.CLIENT,
    attributes: {
      'http.request.method': 'GET',
      'url.full': 'http://api.example.com:8080/orders?token=secret#top',
      'server.address': 'api.example.com',
      'server.port': 8080,
      'network.peer.address': '203.0.113.7',
      'network.peer.port': 8080,
      'network.protocol.version': '1.1',
      'http.response.status_code': 200,
    },
    document: {
      name: 'api.example.com',
      namespace: 'remote',
      http: { request: { method: 'GET', url: 'http://api.example.com:8080/orders' }, response: { status: 200 } },
      metadata: {
        default: {
          'network.peer.address': '203.0.113.7',
          'network.peer.port': 8080,
          'network.protocol.version': '1.1',
        },
      },
    },
  },
  {
    what: 'undici, answered with 404',
    name: 'GET',
    kind: SpanKind.CLIENT,
    attributes: {
      'http.request.method': 'GET',
      'http.request.method_original': 'GET',
      'url.full': 'https://user:password@api.example.com/orders?id=7',
      'url.path': '/orders',
      'url.query': '?id=7',
      'url.scheme': 'https',
      'server.address': 'api.example.com',
      'server.port': 443,
      'user_agent.original': 'node',
      'network.peer.address': '203.0.113.7',
      'network.peer.port': 443,
      'http.response.status_code': 404,
      'http.response.header.content-length': ['12'],
      'error.type': '404',
    },
    error: '',
    document: {
      name: 'api.example.com',
      namespace: 'remote',
      error: true,
      http: {
        request: { method: 'GET', url: 'https://api.example.com/orders' },
        response: { status: 404, content_length: 12 },
      },
      metadata: {
        default: {
          'http.request.method_original': 'GET',
          'user_agent.original': 'node',
          'network.peer.address': '203.0.113.7',
          'network.peer.port': 443,
          'error.type': '404',
        },
      },
    },
  },
  {
    what: 'node:http as a server, behind a proxy',
    name: 'GET /orders/:id',
    kind: SpanKind.SERVER,
    attributes: httpServer,
    document: {
      name: 'GET /orders/:id',
      error: true,
      http: {
        request: {
          method: 'GET',
          url: 'https://api.example.com/orders/7?full=1',
          user_agent: 'curl/8.5.0',
          client_ip: '203.0.113.9',
        },
        response: { status: 404 },
      },
      metadata: {
        default: {
          'network.peer.address': '10.0.0.5',
          'network.peer.port': 51_234,
          'network.protocol.version': '1.1',
          'http.route': '/orders/:id',
        },
      },
    },
  },
  {
    what: 'the names that node:http used before the conventions were stable',
    name: 'HTTP GET',
    kind: SpanKind.CLIENT,
    attributes: {
      'http.method': 'GET',
      'http.url': 'http://old.example.com/a?b=c',
      'http.host': 'old.example.com:80',
      'net.peer.name': 'old.example.com',
      'net.peer.port': '80',
      'http.target': '/a?b=c',
      'http.status_code': 500,
    },
    document: {
      name: 'old.example.com',
      namespace: 'remote',
      fault: true,
      http: { request: { method: 'GET', url: 'http://old.example.com/a' }, response: { status: 500 } },
      metadata: {
        default: { 'otel.span.name': 'HTTP GET' },
      },
    },
  },
  {
    what: 'the AWS SDK calling DynamoDB',
    name: 'DynamoDB.GetItem',
    kind: SpanKind.CLIENT,
    attributes: {
      'rpc.system': 'aws-api',
      'rpc.service': 'DynamoDB',
      'rpc.method': 'GetItem',
      'cloud.region': 'eu-central-1',
      'aws.request.id': 'KJ5V2',
      'http.response.status_code': 200,
      'aws.dynamodb.table_names': ['orders'],
      'db.system.name': 'dynamodb',
      'db.namespace': 'orders',
      'db.operation.name': 'GetItem',
    },
    document: {
      name: 'DynamoDB',
      namespace: 'aws',
      http: { response: { status: 200 } },
      aws: { operation: 'GetItem', region: 'eu-central-1', request_id: 'KJ5V2', table_name: 'orders' },
      metadata: {
        default: { 'db.system.name': 'dynamodb', 'db.namespace': 'orders', 'db.operation.name': 'GetItem' },
      },
    },
  },
  {
    what: 'the AWS SDK, throttled by DynamoDB',
    name: 'DynamoDB.PutItem',
    kind: SpanKind.CLIENT,
    attributes: {
      'rpc.system.name': 'aws-api',
      'rpc.method': 'DynamoDB/PutItem',
      'aws.request_id': 'R1',
      'http.response.status_code': 400,
      'http.request.resend_count': 2,
      'error.type': 'ProvisionedThroughputExceededException',
      'aws.dynamodb.table_names': ['a', 'b'],
    },
    error: 'Slow down.',
    document: {
      name: 'DynamoDB',
      namespace: 'aws',
      error: true,
      throttle: true,
      http: { response: { status: 400 } },
      aws: { operation: 'PutItem', request_id: 'R1', retries: 2, table_names: ['a', 'b'] },
      metadata: { default: { 'error.type': 'ProvisionedThroughputExceededException' } },
    },
  },
  {
    what: 'the AWS SDK sending to SQS',
    name: 'orders send',
    kind: SpanKind.PRODUCER,
    attributes: {
      'rpc.system': 'aws-api',
      'rpc.service': 'SQS',
      'rpc.method': 'SendMessage',
      'cloud.region': 'eu-central-1',
      'aws.request.id': 'R2',
      'http.response.status_code': 200,
      'messaging.system': 'aws_sqs',
      'messaging.destination.name': 'orders',
      'messaging.message.id': 'M1',
      'url.full': 'https://sqs.eu-central-1.amazonaws.com/123456789012/orders',
    },
    document: {
      name: 'SQS',
      namespace: 'aws',
      http: { response: { status: 200 } },
      aws: {
        operation: 'SendMessage',
        region: 'eu-central-1',
        request_id: 'R2',
        message_id: 'M1',
        queue_url: 'https://sqs.eu-central-1.amazonaws.com/123456789012/orders',
      },
      metadata: {
        default: {
          'otel.span.name': 'orders send',
          'messaging.system': 'aws_sqs',
          'messaging.destination.name': 'orders',
        },
      },
    },
  },
  {
    what: 'the AWS SDK receiving from SQS',
    name: 'orders receive',
    kind: SpanKind.CONSUMER,
    attributes: {
      'rpc.system': 'aws-api',
      'rpc.service': 'SQS',
      'rpc.method': 'ReceiveMessage',
      'messaging.batch.message_count': 3,
    },
    document: {
      name: 'SQS',
      namespace: 'aws',
      aws: { operation: 'ReceiveMessage', message_count: 3 },
      metadata: { default: { 'otel.span.name': 'orders receive' } },
    },
  },
  {
    what: 'the AWS SDK with S3, Lambda, SNS, Kinesis and Step Functions',
    name: 'Lambda.Invoke',
    kind: SpanKind.CLIENT,
    attributes: {
      'rpc.system': 'aws-api',
      'rpc.service': 'Lambda',
      'rpc.method': 'Invoke',
      'faas.invoked_name': 'callee',
      'aws.lambda.invoked_arn': 'arn:aws:lambda:eu-central-1:1:function:callee',
      'aws.s3.bucket': 'b',
      'aws.s3.key': 'k',
      'aws.extended_request_id': 'E',
      'aws.sns.topic.arn': 'arn:t',
      'aws.kinesis.stream_name': 's',
      'aws.step_functions.state_machine.arn': 'arn:m',
    },
    document: {
      name: 'Lambda',
      namespace: 'aws',
      aws: {
        operation: 'Invoke',
        function_name: 'callee',
        resource_names: ['arn:aws:lambda:eu-central-1:1:function:callee'],
        bucket_name: 'b',
        key: 'k',
        id_2: 'E',
        topic_arn: 'arn:t',
        stream_name: 's',
        state_machine_arn: 'arn:m',
      },
    },
  },
  {
    what: 'our own capture of a DynamoDB query',
    name: 'DynamoDB.Query',
    kind: SpanKind.CLIENT,
    attributes: {
      'rpc.system.name': 'aws-api',
      'rpc.system': 'aws-api',
      'rpc.service': 'DynamoDB',
      'rpc.method': 'DynamoDB/Query',
      'cloud.region': 'eu-central-1',
      'server.address': 'dynamodb.eu-central-1.amazonaws.com',
      'aws.request_id': 'R3',
      'http.response.status_code': 200,
      'aws.dynamodb.table_names': ['orders'],
      'aws.dynamodb.index_name': 'by-date',
      'aws.dynamodb.consistent_read': false,
      'aws.dynamodb.scan_forward': true,
      'aws.dynamodb.limit': 10,
      'aws.dynamodb.count': 2,
      'aws.dynamodb.scanned_count': 4,
    },
    document: {
      name: 'DynamoDB',
      namespace: 'aws',
      http: { response: { status: 200 } },
      aws: {
        operation: 'Query',
        region: 'eu-central-1',
        request_id: 'R3',
        table_name: 'orders',
        index_name: 'by-date',
        consistent_read: false,
        scan_index_forward: true,
        limit: 10,
        count: 2,
        scanned_count: 4,
      },
      metadata: { default: { 'server.address': 'dynamodb.eu-central-1.amazonaws.com' } },
    },
  },
  {
    what: 'pg',
    name: 'pg.query:SELECT shop',
    kind: SpanKind.CLIENT,
    attributes: {
      'db.system.name': 'postgresql',
      'db.namespace': 'shop',
      'db.query.text': 'SELECT * FROM orders WHERE id = $1',
      'db.user': 'app',
      'db.connection_string': 'postgresql://app:secret@db.example.com:5432/shop',
      'server.address': 'db.example.com',
      'server.port': 5432,
    },
    document: {
      name: 'shop@db.example.com',
      namespace: 'remote',
      sql: {
        url: 'postgresql://db.example.com:5432/shop',
        connection_string: 'postgresql://db.example.com:5432/shop',
        database_type: 'postgresql',
        user: 'app',
        sanitized_query: 'SELECT * FROM orders WHERE id = $1',
      },
      metadata: { default: { 'otel.span.name': 'pg.query:SELECT shop' } },
    },
  },
  {
    what: 'mysql by the previous names',
    name: 'SELECT',
    kind: SpanKind.CLIENT,
    attributes: {
      'db.system': 'mysql',
      'db.name': 'shop',
      'db.statement': 'SELECT 1',
      'db.connection_string': 'jdbc:mysql://db.example.com:3306/shop?password=secret',
      'net.peer.name': 'db.example.com',
      'net.peer.port': 3306,
    },
    document: {
      name: 'shop@db.example.com',
      namespace: 'remote',
      sql: {
        url: 'mysql://db.example.com:3306/shop',
        connection_string: 'jdbc:mysql://db.example.com:3306/shop?password=REDACTED',
        database_type: 'mysql',
        sanitized_query: 'SELECT 1',
      },
      metadata: { default: { 'otel.span.name': 'SELECT' } },
    },
  },
  {
    what: 'redis, which is no SQL',
    name: 'GET',
    kind: SpanKind.CLIENT,
    attributes: { 'db.system.name': 'redis', 'db.query.text': 'GET ?', 'server.address': 'cache', 'server.port': 6379 },
    document: {
      name: 'cache',
      namespace: 'remote',
      metadata: {
        default: {
          'otel.span.name': 'GET',
          'db.system.name': 'redis',
          'db.query.text': 'GET ?',
          'server.address': 'cache',
          'server.port': 6379,
        },
      },
    },
  },
  {
    what: 'the Lambda instrumentation',
    name: 'my-function',
    kind: SpanKind.SERVER,
    attributes: {
      'faas.invocation_id': 'a1',
      'cloud.resource_id': 'arn:aws:lambda:eu-central-1:1:function:my-function',
      'cloud.account.id': '1',
      'faas.coldstart': true,
    },
    document: {
      name: 'my-function',
      metadata: {
        default: {
          'faas.invocation_id': 'a1',
          'cloud.resource_id': 'arn:aws:lambda:eu-central-1:1:function:my-function',
          'cloud.account.id': '1',
          'faas.coldstart': true,
        },
      },
    },
  },
];

describe('Spans of today’s instrumentations become', () => {
  it.each(cases)('the X-Ray document of $what', ({ name, kind, attributes, error, document }) => {
    const status =
      error === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: error };
    const { id, trace_id, parent_id, type, start_time, end_time, cause, ...rest } = translated(
      span({ name, kind, attributes, status }),
    );
    expect({ id, trace_id, parent_id, type, start_time, end_time }).toEqual({
      id: '0000000000000001',
      trace_id: '1-5759e988-bd862e3fe1be46a994272793',
      parent_id: '53995c3f42cd8ad8',
      type: 'subsegment',
      start_time: 1_795_472_213.123457,
      end_time: 1_795_472_213.223457,
    });
    expect(rest).toEqual(document);
    expect(cause?.exceptions.map(({ message }) => message)).toEqual(error ? [error] : undefined);
  });

  it('a segment with the claimed address, the service and its runtime outside Lambda', () => {
    const resource = {
      'service.name': 'shop',
      'service.version': '1.2.3',
      'process.runtime.name': 'nodejs',
      'process.runtime.version': '24.0.0',
      'cloud.provider': 'aws',
      'cloud.platform': 'aws_ecs',
      'aws.ecs.launchtype': 'fargate',
      'cloud.account.id': '123456789012',
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.sdk.language': 'nodejs',
      'telemetry.sdk.version': '2.12.1',
    };
    const one = span({ name: 'GET /orders/:id', kind: SpanKind.SERVER, attributes: httpServer, resource });
    const document = translated(one, { lambda: false, describe: describePlatform(['/ecs/shop']) });
    expect(document).toMatchObject({
      name: 'shop',
      origin: 'AWS::ECS::Fargate',
      service: { name: 'shop', version: '1.2.3', runtime: 'nodejs', runtime_version: '24.0.0' },
      http: { request: { client_ip: '203.0.113.9', x_forwarded_for: true } },
      aws: {
        account_id: '123456789012',
        ecs: { launch_type: 'fargate' },
        cloudwatch_logs: [{ log_group: '/ecs/shop' }],
        xray: { sdk: 'opentelemetry for nodejs', sdk_version: '2.12.1', auto_instrumentation: false },
      },
      metadata: { default: { 'otel.span.name': 'GET /orders/:id', 'otel.resource.service.name': 'shop' } },
    });
    expect(document).not.toHaveProperty('type');
    expect(document.parent_id).toBe('53995c3f42cd8ad8');
  });
});
