/** A source file before and after, and what is said of it. */
export interface Fixture {
  readonly title: string;
  /** The ending of the file. */
  readonly as?: string;
  readonly before: string;
  readonly after: string;
  /** Parts of the remarks, each with its line: `3: left`. */
  readonly remarks?: readonly string[];
}

/** Names of modules: each of the places that a module is named in. */
export const imports: readonly Fixture[] = [
  {
    title: 'an import',
    before: "import { Logger } from '@aws-lambda-powertools/logger';\n",
    after: "import { Logger } from 'otel-powertools/logger';\n",
  },
  {
    title: 'an import in double quotes, without a semicolon',
    before: 'import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics"\n',
    after: 'import { Metrics, MetricUnit } from "otel-powertools/metrics"\n',
  },
  {
    title: 'an import of a namespace',
    before: "import * as tracing from '@aws-lambda-powertools/tracer';\n",
    after: "import * as tracing from 'otel-powertools/tracer';\n",
  },
  {
    title: 'an import for its effect',
    before: "import '@aws-lambda-powertools/logger';\n",
    after: "import 'otel-powertools/logger';\n",
  },
  {
    title: 'an import over several lines, with comments',
    before: "import {\n  // the store\n  Logger,\n  LogLevel, // levels\n} from '@aws-lambda-powertools/logger';\n",
    after: "import {\n  // the store\n  Logger,\n  LogLevel, // levels\n} from 'otel-powertools/logger';\n",
  },
  {
    title: 'an import of types',
    before: "import type { LogFormatter } from '@aws-lambda-powertools/logger';\n",
    after: "import type { LogFormatter } from 'otel-powertools/logger';\n",
  },
  {
    title: 'types among values',
    before: "import { Logger, type LogItem } from '@aws-lambda-powertools/logger';\n",
    after: "import { Logger, type LogItem } from 'otel-powertools/logger';\n",
  },
  {
    title: 'a subpath of types',
    before: "import type { LogAttributes } from '@aws-lambda-powertools/logger/types';\n",
    after: "import type { LogAttributes } from 'otel-powertools/logger/types';\n",
  },
  {
    title: 'the middlewares',
    before:
      "import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';\nimport { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';\nimport { logMetrics } from '@aws-lambda-powertools/metrics/middleware';\n",
    after:
      "import { injectLambdaContext } from 'otel-powertools/logger/middleware';\nimport { captureLambdaHandler } from 'otel-powertools/tracer/middleware';\nimport { logMetrics } from 'otel-powertools/metrics/middleware';\n",
  },
  {
    title: 'correlation ids',
    before: "import { search } from '@aws-lambda-powertools/logger/correlationId';\n",
    after: "import { search } from 'otel-powertools/logger/correlationId';\n",
  },
  {
    title: 'the router',
    before: "import { Router } from '@aws-lambda-powertools/event-handler/http';\n",
    after: "import { Router } from 'otel-powertools/event-handler/http';\n",
  },
  {
    title: 'the middlewares of the router',
    before: "import { cors, compress } from '@aws-lambda-powertools/event-handler/http/middleware';\n",
    after: "import { cors, compress } from 'otel-powertools/event-handler/http/middleware';\n",
  },
  {
    title: 'the store of the router',
    before: "import { Store } from '@aws-lambda-powertools/event-handler/store';\n",
    after: "import { Store } from 'otel-powertools/event-handler/store';\n",
  },
  {
    title: 'idempotency and its store',
    before:
      "import { makeIdempotent } from '@aws-lambda-powertools/idempotency';\nimport { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';\n",
    after:
      "import { makeIdempotent } from 'otel-powertools/idempotency';\nimport { DynamoDBPersistenceLayer } from 'otel-powertools/idempotency/dynamodb';\n",
  },
  {
    title: 'parameters',
    before:
      "import { getParameter } from '@aws-lambda-powertools/parameters/ssm';\nimport { getSecret } from '@aws-lambda-powertools/parameters/secrets';\nimport type { SSMGetOptions } from '@aws-lambda-powertools/parameters/ssm/types';\n",
    after:
      "import { getParameter } from 'otel-powertools/parameters/ssm';\nimport { getSecret } from 'otel-powertools/parameters/secrets';\nimport type { SSMGetOptions } from 'otel-powertools/parameters/ssm/types';\n",
  },
  {
    title: 'batch',
    before: "import { BatchProcessor, EventType } from '@aws-lambda-powertools/batch';\n",
    after: "import { BatchProcessor, EventType } from 'otel-powertools/batch';\n",
  },
  {
    title: 'the parser with an envelope and a schema of a file of its own',
    before:
      "import { SqsEnvelope } from '@aws-lambda-powertools/parser/envelopes/sqs';\nimport { SqsSchema } from '@aws-lambda-powertools/parser/schemas/sqs';\n",
    after:
      "import { SqsEnvelope } from 'otel-powertools/parser/envelopes/sqs';\nimport { SqsSchema } from 'otel-powertools/parser/schemas/sqs';\n",
  },
  {
    title: 'validation, JMESPath, Kafka and commons',
    before:
      "import { validate } from '@aws-lambda-powertools/validation';\nimport { search } from '@aws-lambda-powertools/jmespath';\nimport { kafkaConsumer } from '@aws-lambda-powertools/kafka';\nimport type { LambdaInterface } from '@aws-lambda-powertools/commons/types';\n",
    after:
      "import { validate } from 'otel-powertools/validation';\nimport { search } from 'otel-powertools/jmespath';\nimport { kafkaConsumer } from 'otel-powertools/kafka';\nimport type { LambdaInterface } from 'otel-powertools/commons/types';\n",
  },
  {
    title: 'names that are exported again',
    before:
      "export { Logger } from '@aws-lambda-powertools/logger';\nexport * from '@aws-lambda-powertools/metrics';\n",
    after: "export { Logger } from 'otel-powertools/logger';\nexport * from 'otel-powertools/metrics';\n",
  },
  {
    title: 'types that are exported again',
    before: "export type { LogItem } from '@aws-lambda-powertools/logger';\n",
    after: "export type { LogItem } from 'otel-powertools/logger';\n",
  },
  {
    title: 'an import when it is needed',
    before: "const load = async () => (await import('@aws-lambda-powertools/parameters/ssm')).getParameter('/a');\n",
    after: "const load = async () => (await import('otel-powertools/parameters/ssm')).getParameter('/a');\n",
  },
  {
    title: 'an import of a template without a value',
    before: 'const load = () => import(`@aws-lambda-powertools/logger`);\n',
    after: 'const load = () => import(`otel-powertools/logger`);\n',
  },
  {
    title: 'require',
    as: 'cjs',
    before: "const { Logger } = require('@aws-lambda-powertools/logger');\n",
    after: "const { Logger } = require('otel-powertools/logger');\n",
  },
  {
    title: 'require.resolve and import.meta.resolve',
    as: 'mjs',
    before:
      "const a = require.resolve('@aws-lambda-powertools/logger');\nconst b = import.meta.resolve('@aws-lambda-powertools/tracer');\n",
    after:
      "const a = require.resolve('otel-powertools/logger');\nconst b = import.meta.resolve('otel-powertools/tracer');\n",
  },
  {
    title: 'import … = require',
    before: "import logging = require('@aws-lambda-powertools/logger');\n",
    after: "import logging = require('otel-powertools/logger');\n",
  },
  {
    title: 'the type of an import',
    before: "let logger: import('@aws-lambda-powertools/logger').Logger;\n",
    after: "let logger: import('otel-powertools/logger').Logger;\n",
  },
  {
    title: 'a module that is declared',
    as: 'd.ts',
    before: "declare module '@aws-lambda-powertools/logger' {\n  interface Extra { tenant: string }\n}\n",
    after: "declare module 'otel-powertools/logger' {\n  interface Extra { tenant: string }\n}\n",
  },
  {
    title: 'a mock of Vitest and of Jest',
    before:
      "vi.mock('@aws-lambda-powertools/parameters/ssm', () => ({ getParameter: vi.fn() }));\njest.mock('@aws-lambda-powertools/logger');\nconst actual = jest.requireActual<object>('@aws-lambda-powertools/metrics');\n",
    after:
      "vi.mock('otel-powertools/parameters/ssm', () => ({ getParameter: vi.fn() }));\njest.mock('otel-powertools/logger');\nconst actual = jest.requireActual<object>('otel-powertools/metrics');\n",
  },
  {
    title: 'a mock of node:test',
    as: 'mjs',
    before: "mock.module('@aws-lambda-powertools/parameters/secrets', { namedExports: {} });\n",
    after: "mock.module('otel-powertools/parameters/secrets', { namedExports: {} });\n",
  },
  {
    title: 'JSX',
    as: 'tsx',
    before: "import { Logger } from '@aws-lambda-powertools/logger';\nexport const page = <p>{String(Logger)}</p>;\n",
    after: "import { Logger } from 'otel-powertools/logger';\nexport const page = <p>{String(Logger)}</p>;\n",
  },
  {
    title: 'a file with a shebang, a byte order mark apart, and line endings of Windows',
    as: 'mjs',
    before: "#!/usr/bin/env node\r\nimport { Logger } from '@aws-lambda-powertools/logger';\r\n",
    after: "#!/usr/bin/env node\r\nimport { Logger } from 'otel-powertools/logger';\r\n",
  },
  {
    title: 'characters of several bytes before it',
    before: "// 🍵 für 茶\nimport { Logger } from '@aws-lambda-powertools/logger';\n",
    after: "// 🍵 für 茶\nimport { Logger } from 'otel-powertools/logger';\n",
  },
  {
    title: 'the types of the X-Ray SDK',
    before:
      "import { Tracer } from '@aws-lambda-powertools/tracer';\nimport type { Segment, Subsegment } from 'aws-xray-sdk-core';\n",
    after:
      "import { Tracer } from 'otel-powertools/tracer';\nimport type { Segment, Subsegment } from 'otel-powertools/tracer';\n",
  },
  {
    title: 'nothing of Powertools',
    before: "import { S3Client } from '@aws-sdk/client-s3';\nexport const handler = async () => new S3Client({});\n",
    after: "import { S3Client } from '@aws-sdk/client-s3';\nexport const handler = async () => new S3Client({});\n",
  },
  {
    title: 'a comment that names it',
    before: '// as @aws-lambda-powertools/logger does\nexport const a = 1;\n',
    after: '// as @aws-lambda-powertools/logger does\nexport const a = 1;\n',
  },
];

const logging = "import { Logger } from '@aws-lambda-powertools/logger';\n";
const wrapping =
  "import { withPowertools } from 'otel-powertools';\nimport { Logger } from 'otel-powertools/logger';\n";

/** What cannot be done. */
const SPIED = 'what replaces console does not see log lines and metrics';

export const leftOvers: readonly Fixture[] = [
  ...[
    "vi.spyOn(console, 'info');",
    "for (const level of ['info', 'warn'] as const) jest.spyOn(globalThis.console, level);",
    "t.mock.method(console, 'log', () => {});",
    "sinon.stub(console, 'error');",
  ].map((spying) => ({
    title: `a test that replaces console: ${spying}`,
    before: `import { handler } from '../src/handler.js';\n${spying}\n${spying}\n`,
    after: `import { handler } from '../src/handler.js';\n${spying}\n${spying}\n`,
    remarks: [`2: ${SPIED}`],
  })),
  {
    title: 'a test that replaces console, and names a module',
    before: `${logging}vi.spyOn(console, 'info');\n`,
    after: "import { Logger } from 'otel-powertools/logger';\nvi.spyOn(console, 'info');\n",
    remarks: [`2: ${SPIED}`],
  },
  {
    title: 'a test that replaces something else, and one that cannot be read',
    before: "vi.spyOn(store, 'put');\nconsole.log('spyOn');\nlet = ;\n",
    after: "vi.spyOn(store, 'put');\nconsole.log('spyOn');\nlet = ;\n",
  },
  {
    title: 'the resolver of AppSync',
    before: `${logging}import { AppSyncGraphQLResolver } from '@aws-lambda-powertools/event-handler/appsync-graphql';\n`,
    after:
      "import { Logger } from 'otel-powertools/logger';\nimport { AppSyncGraphQLResolver } from '@aws-lambda-powertools/event-handler/appsync-graphql';\n",
    remarks: ['2: @aws-lambda-powertools/event-handler/appsync-graphql was left: there is no resolver for AppSync'],
  },
  {
    title: 'the resolver of a Bedrock agent',
    before: "import { BedrockAgentFunctionResolver } from '@aws-lambda-powertools/event-handler/bedrock-agent';\n",
    after: "import { BedrockAgentFunctionResolver } from '@aws-lambda-powertools/event-handler/bedrock-agent';\n",
    remarks: ['1: @aws-lambda-powertools/event-handler/bedrock-agent was left: there is no resolver for Bedrock'],
  },
  {
    title: 'AppSync events',
    before: "import { AppSyncEventsResolver } from '@aws-lambda-powertools/event-handler/appsync-events';\n",
    after: "import { AppSyncEventsResolver } from '@aws-lambda-powertools/event-handler/appsync-events';\n",
    remarks: ['1: @aws-lambda-powertools/event-handler/appsync-events was left'],
  },
  {
    title: 'a module that nobody has heard of',
    before: "import x from '@aws-lambda-powertools/logger/inner/file.js';\n",
    after: "import x from '@aws-lambda-powertools/logger/inner/file.js';\n",
    remarks: ['1: @aws-lambda-powertools/logger/inner/file.js was left: there is nothing of that name here'],
  },
  {
    title: 'a list of what a bundler leaves out',
    before:
      "new NodejsFunction(this, 'Orders', {\n  bundling: { externalModules: ['@aws-lambda-powertools/*'] },\n});\n",
    after:
      "new NodejsFunction(this, 'Orders', {\n  bundling: { externalModules: ['@aws-lambda-powertools/*'] },\n});\n",
    remarks: ['2: @aws-lambda-powertools/* was left: it is no import'],
  },
  {
    title: 'more of the X-Ray SDK than types',
    before:
      "import { Tracer } from '@aws-lambda-powertools/tracer';\nimport AWSXRay, { Segment } from 'aws-xray-sdk-core';\n",
    after: "import { Tracer } from 'otel-powertools/tracer';\nimport AWSXRay, { Segment } from 'aws-xray-sdk-core';\n",
    remarks: ['2: aws-xray-sdk-core was left'],
  },
  {
    title: "schemas of events among Zod's",
    before:
      "import { z } from 'zod';\nimport { SqsRecordSchema } from '@aws-lambda-powertools/parser/schemas';\nconst Batch = z.object({ Records: z.array(SqsRecordSchema) });\n",
    after:
      "import { z } from 'zod';\nimport { SqsRecordSchema } from 'otel-powertools/parser/schemas';\nconst Batch = z.object({ Records: z.array(SqsRecordSchema) });\n",
    remarks: ["2: these schemas are Standard Schemas, not Zod's"],
  },
  {
    title: 'a file that cannot be read',
    before: `${logging}export const = ;\n`,
    after: `${logging}export const = ;\n`,
    remarks: ['1: it could not be read: '],
  },
];

/** Handlers that are wrapped. */
export const handlers: readonly Fixture[] = [
  {
    title: 'an arrow function',
    before: `${logging}\nexport const handler = async (event, context) => {\n  return event.id;\n};\n`,
    after: `${wrapping}\nexport const handler = withPowertools(async (event, context) => {\n  return event.id;\n});\n`,
  },
  {
    title: 'an arrow function without parameters',
    before: `${logging}export const handler = async () => 'ok';\n`,
    after: `${wrapping}export const handler = withPowertools(async () => 'ok');\n`,
  },
  {
    title: 'a handler whose type is written down',
    before: `${logging}export const handler: APIGatewayProxyHandlerV2 = async (event) => ({ statusCode: 200 });\n`,
    after: `${wrapping}export const handler: APIGatewayProxyHandlerV2 = withPowertools(async (event) => ({ statusCode: 200 }));\n`,
  },
  {
    title: 'a function that is exported',
    before: `${logging}export async function handler(event: Order, context: Context): Promise<string> {\n  return event.id;\n}\n`,
    after: `${wrapping}export const handler = withPowertools(async function handler(event: Order, context: Context): Promise<string> {\n  return event.id;\n});\n`,
  },
  {
    title: 'lambdaHandler, in double quotes and without semicolons',
    before:
      'import { Logger } from "@aws-lambda-powertools/logger"\nexport const lambdaHandler = async (event) => event\n',
    after:
      'import { withPowertools } from "otel-powertools"\nimport { Logger } from "otel-powertools/logger"\nexport const lambdaHandler = withPowertools(async (event) => event)\n',
  },
  {
    title: 'a handler that is declared first and exported by name',
    before: `${logging}const handler = async (event) => event;\nexport { handler };\n`,
    after: `${wrapping}const handler = withPowertools(async (event) => event);\nexport { handler };\n`,
  },
  {
    title: 'another function that is exported as the handler',
    before: `${logging}const work = async (event) => event;\nexport { work as handler };\n`,
    after: `${wrapping}const work = withPowertools(async (event) => event);\nexport { work as handler };\n`,
  },
  {
    title: 'a function that is named',
    before: `${logging}async function work(event) {\n  return event;\n}\nexport const handler = work;\n`,
    after: `${wrapping}async function work(event) {\n  return event;\n}\nexport const handler = withPowertools(work);\n`,
  },
  {
    title: 'a function of another module',
    before: `${logging}import { work } from './work.js';\nexport const handler = work;\n`,
    after: `${wrapping}import { work } from './work.js';\nexport const handler = withPowertools(work);\n`,
  },
  {
    title: 'exports.handler',
    as: 'js',
    before: "const { Logger } = require('@aws-lambda-powertools/logger');\nexports.handler = async (event) => event;\n",
    after:
      "const { withPowertools } = require('otel-powertools');\nconst { Logger } = require('otel-powertools/logger');\nexports.handler = withPowertools(async (event) => event);\n",
  },
  {
    title: 'module.exports.handler, in strict mode',
    as: 'cjs',
    before:
      "'use strict';\nconst { Logger } = require('@aws-lambda-powertools/logger');\nmodule.exports.handler = async function (event) {\n  return event;\n};\n",
    after:
      "'use strict';\nconst { withPowertools } = require('otel-powertools');\nconst { Logger } = require('otel-powertools/logger');\nmodule.exports.handler = withPowertools(async function (event) {\n  return event;\n});\n",
  },
  {
    title: 'module.exports with a handler among its members',
    as: 'cjs',
    before:
      "const { Logger } = require('@aws-lambda-powertools/logger');\nmodule.exports = { handler: async (event) => event, other: 1 };\n",
    after:
      "const { withPowertools } = require('otel-powertools');\nconst { Logger } = require('otel-powertools/logger');\nmodule.exports = { handler: withPowertools(async (event) => event), other: 1 };\n",
  },
  {
    title: 'module.exports = { handler }',
    as: 'cjs',
    before:
      "const { Logger } = require('@aws-lambda-powertools/logger');\nconst handler = async (event) => event;\nmodule.exports = { handler };\n",
    after:
      "const { withPowertools } = require('otel-powertools');\nconst { Logger } = require('otel-powertools/logger');\nconst handler = withPowertools(async (event) => event);\nmodule.exports = { handler };\n",
  },
  {
    title: 'an idempotent handler',
    before:
      "import { makeIdempotent } from '@aws-lambda-powertools/idempotency';\nexport const handler = makeIdempotent(async (event) => event, { persistenceStore });\n",
    after:
      "import { withPowertools } from 'otel-powertools';\nimport { makeIdempotent } from 'otel-powertools/idempotency';\nexport const handler = withPowertools(makeIdempotent(async (event) => event, { persistenceStore }));\n",
  },
  {
    title: 'a handler of a batch',
    before:
      "import { BatchProcessor, processPartialResponse } from '@aws-lambda-powertools/batch';\nexport const handler: SQSHandler = async (event, context) =>\n  processPartialResponse(event, recordHandler, processor, { context });\n",
    after:
      "import { withPowertools } from 'otel-powertools';\nimport { BatchProcessor, processPartialResponse } from 'otel-powertools/batch';\nexport const handler: SQSHandler = withPowertools(async (event, context) =>\n  processPartialResponse(event, recordHandler, processor, { context }));\n",
  },
  {
    title: 'the router',
    before:
      "import { Router } from '@aws-lambda-powertools/event-handler/http';\nconst app = new Router();\nexport const handler = async (event: unknown, context: Context) => app.resolve(event, context);\n",
    after:
      "import { withPowertools } from 'otel-powertools';\nimport { Router } from 'otel-powertools/event-handler/http';\nconst app = new Router();\nexport const handler = withPowertools(async (event: unknown, context: Context) => app.resolve(event, context));\n",
  },
  {
    title: 'Middy without a middleware that begins an invocation',
    before:
      "import { parser } from '@aws-lambda-powertools/parser/middleware';\nexport const handler = middy(work).use(parser({ schema }));\n",
    after:
      "import { withPowertools } from 'otel-powertools';\nimport { parser } from 'otel-powertools/parser/middleware';\nexport const handler = withPowertools(middy(work).use(parser({ schema })));\n",
  },
  {
    title: 'a response that is streamed',
    before: `${logging}export const handler = awslambda.streamifyResponse(async (event, stream) => stream.end('ok'));\n`,
    after: `${wrapping}export const handler = withPowertools(awslambda.streamifyResponse(async (event, stream) => stream.end('ok')));\n`,
  },
  {
    title: 'a durable function: what suspends stays outside',
    before: `${logging}export const handler = withDurableExecution(async (event, context) => context.step(work));\n`,
    after: `${wrapping}export const handler = withDurableExecution(withPowertools(async (event, context) => context.step(work)));\n`,
  },
  {
    title: 'a method of an object without decorators',
    before: `${logging}const orders = new Orders();\nexport const handler = orders.handler.bind(orders);\n`,
    after: `${wrapping}const orders = new Orders();\nexport const handler = withPowertools(orders.handler.bind(orders));\n`,
  },
  {
    title: 'a value with its type asserted',
    before: `${logging}export const handler = (async (event) => event) as Handler;\n`,
    after: `${wrapping}export const handler = withPowertools((async (event) => event) as Handler);\n`,
  },
  {
    title: 'a handler after a comment of its own',
    before: `${logging}\n/** Takes an order. */\nexport const handler = async (event) => event; // the end\n`,
    after: `${wrapping}\n/** Takes an order. */\nexport const handler = withPowertools(async (event) => event); // the end\n`,
  },
];

/** Handlers that stay as they are. */
export const unwrapped: readonly Fixture[] = [
  {
    title: 'Middy with middlewares that begin an invocation',
    before:
      "import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';\nexport const handler = middy(work).use(injectLambdaContext(logger)).use(cors());\n",
    after:
      "import { injectLambdaContext } from 'otel-powertools/logger/middleware';\nexport const handler = middy(work).use(injectLambdaContext(logger)).use(cors());\n",
  },
  {
    title: 'Middy with a list of middlewares, and the handler last',
    before:
      "import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';\nexport const handler = middy().use([logMetrics(metrics), cors()]).handler(async (event) => event);\n",
    after:
      "import { logMetrics } from 'otel-powertools/metrics/middleware';\nexport const handler = middy().use([logMetrics(metrics), cors()]).handler(async (event) => event);\n",
  },
  {
    title: 'a decorated method',
    before: `${logging}const logger = new Logger();\nclass Orders {\n  @logger.injectLambdaContext()\n  async handler(event) {}\n}\nconst orders = new Orders();\nexport const handler = orders.handler.bind(orders);\n`,
    after:
      "import { Logger } from 'otel-powertools/logger';\nconst logger = new Logger();\nclass Orders {\n  @logger.injectLambdaContext()\n  async handler(event) {}\n}\nconst orders = new Orders();\nexport const handler = orders.handler.bind(orders);\n",
  },
  {
    title: 'a handler that is wrapped already',
    before: `import { withPowertools } from 'otel-powertools';\n${logging}export const handler = withPowertools(async (event) => event);\n`,
    after:
      "import { withPowertools } from 'otel-powertools';\nimport { Logger } from 'otel-powertools/logger';\nexport const handler = withPowertools(async (event) => event);\n",
  },
  {
    title: 'a handler that answers by a callback',
    before: `${logging}export const handler = (event, context, callback) => callback(null, event);\n`,
    after:
      "import { Logger } from 'otel-powertools/logger';\nexport const handler = (event, context, callback) => callback(null, event);\n",
    remarks: ['2: the handler was not wrapped: it has 3 parameters. Make it async and return its result'],
  },
  {
    title: 'a function that is used before it would be there',
    before: `${logging}register(handler);\nexport async function handler(event) {\n  return event;\n}\n`,
    after:
      "import { Logger } from 'otel-powertools/logger';\nregister(handler);\nexport async function handler(event) {\n  return event;\n}\n",
    remarks: ['3: the handler was not wrapped: handler is used elsewhere in the file'],
  },
  {
    title: 'a function that is exported by name',
    before: `${logging}async function handler(event) {\n  return event;\n}\nexport { handler };\n`,
    after:
      "import { Logger } from 'otel-powertools/logger';\nasync function handler(event) {\n  return event;\n}\nexport { handler };\n",
    remarks: ['5: the handler was not wrapped: it is exported by name'],
  },
  {
    title: 'a handler that is none',
    before: `${logging}export const handler = condition ? one : other;\n`,
    after: "import { Logger } from 'otel-powertools/logger';\nexport const handler = condition ? one : other;\n",
    remarks: ['2: the handler was not wrapped: it is not clear what it is'],
  },
  {
    title: 'a module without a handler',
    before: `${logging}export const logger = new Logger();\n`,
    after: "import { Logger } from 'otel-powertools/logger';\nexport const logger = new Logger();\n",
  },
];
