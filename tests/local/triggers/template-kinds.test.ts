import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { defineFunctions } from '../../../src/local/functions/define-functions.js';
import { type InvocationReport, startLocalLambda } from '../../../src/local/index.js';
import { readTemplate } from '../../../src/local/template/template.js';
import { buildCommand, resultOf, temporaryFolder } from '../support/runtime.js';

let bin = '';
beforeAll(async () => {
  bin = await buildCommand();
});

const HANDLER = 'export const handler = async (event) => ({ event, variables: { ...process.env } });';

/** A folder with these files. */
const project = (files: Readonly<Record<string, unknown>>): string => {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
};

const getAtt = (...parts: string[]) => ({ 'Fn::GetAtt': parts });
const ref = (name: string) => ({ Ref: name });

/** As `cdk synth` writes a stack. */
const STACK = {
  Resources: {
    Queue4A7E3555: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 30 }, UpdateReplacePolicy: 'Delete' },
    Orders2F9F2E: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: { 'Fn::Sub': `cdk-assets-\${AWS::AccountId}-\${AWS::Region}` }, S3Key: 'abc.zip' },
        ...{ Handler: 'index.handler', Runtime: 'nodejs22.x', Timeout: 5, Role: getAtt('Role1', 'Arn') },
        Environment: { Variables: { QUEUE_URL: ref('Queue4A7E3555'), TABLE: ref('Table1') } },
        VpcConfig: { SubnetIds: { 'Fn::Split': [',', { 'Fn::ImportValue': 'Network:Subnets' }] } },
      },
      Metadata: { 'aws:cdk:path': 'Shop/Orders/Resource', 'aws:asset:path': 'asset.abc', 'aws:asset:property': 'Code' },
    },
    Mapping1: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: getAtt('Queue4A7E3555', 'Arn'), FunctionName: ref('Orders2F9F2E'), BatchSize: 5 },
    },
    Table1: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      },
    },
    Api1: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'shop' } },
    ApiOrders: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: { ParentId: getAtt('Api1', 'RootResourceId'), PathPart: 'orders', RestApiId: ref('Api1') },
    },
    ApiOrder: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: { ParentId: ref('ApiOrders'), PathPart: '{id}', RestApiId: ref('Api1') },
    },
    ApiOrderGet: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        ...{ HttpMethod: 'GET', ResourceId: ref('ApiOrder'), RestApiId: ref('Api1'), AuthorizationType: 'NONE' },
        Integration: {
          ...{ Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST' },
          Uri: {
            'Fn::Join': [
              '',
              [
                ...[
                  'arn:',
                  ref('AWS::Partition'),
                  ':apigateway:',
                  ref('AWS::Region'),
                  ':lambda:path/2015-03-31/functions/',
                ],
                ...[getAtt('Orders2F9F2E', 'Arn'), '/invocations'],
              ],
            ],
          },
        },
      },
    },
    Stage1: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: ref('Api1'), StageName: 'prod' } },
    HttpIntegration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { IntegrationUri: getAtt('Orders2F9F2E', 'Arn'), PayloadFormatVersion: '2.0' },
    },
    HttpRoute: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { RouteKey: 'POST /http', Target: { 'Fn::Join': ['', ['integrations/', ref('HttpIntegration')]] } },
    },
    RuleEveryHour: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ...{ ScheduleExpression: 'rate(1 hour)', State: 'ENABLED' },
        Targets: [{ Arn: getAtt('Orders2F9F2E', 'Arn'), Id: 'Target0' }],
      },
    },
    AutoDelete: {
      Type: 'AWS::Lambda::Function',
      Properties: { Handler: 'index.handler', Runtime: 'nodejs22.x', Code: { S3Bucket: 'x', S3Key: 'y' } },
      Metadata: { 'aws:cdk:path': 'Shop/Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler' },
    },
    Inline: {
      Type: 'AWS::Lambda::Function',
      Properties: { Handler: 'index.handler', Runtime: 'nodejs22.x', Code: { ZipFile: 'exports.handler = () => 1' } },
    },
    CDKMetadata: { Type: 'AWS::CDK::Metadata', Condition: 'CDKMetadataAvailable' },
  },
  Conditions: { CDKMetadataAvailable: { 'Fn::Or': [{ 'Fn::Equals': [ref('AWS::Region'), 'us-east-1'] }] } },
};

const cdkProject = (more: object = {}): string =>
  project({
    'cdk.out/manifest.json': {
      version: '36.0.0',
      artifacts: {
        'Shop.assets': { type: 'cdk:asset-manifest', properties: { file: 'Shop.assets.json' } },
        Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Shop.template.json' } },
        ...more,
      },
    },
    'cdk.out/Shop.template.json': STACK,
    'cdk.out/asset.abc/index.mjs': HANDLER,
  });

describe('the output of CDK', () => {
  it.each(['cdk.out', 'cdk.out/manifest.json', 'cdk.out/Shop.template.json'])('is read as %s', (name) => {
    const folder = cdkProject();
    const { functions, triggers, tables, problems } = readTemplate(path.join(folder, name), 'us-east-1', 'http://x');
    expect(functions).toMatchObject([
      {
        ...{ name: 'Orders2F9F2E', handler: 'index.handler', timeoutMillis: 5000 },
        codeFolder: path.join(folder, 'cdk.out/asset.abc'),
        environment: { QUEUE_URL: 'http://x/123456789012/Queue4A7E3555', TABLE: 'Table1' },
        routes: [
          { method: 'GET', path: '/orders/{id}', source: 'Api', stage: 'prod' },
          { method: 'POST', path: '/http', source: 'HttpApi' },
        ],
      },
    ]);
    expect(tables).toMatchObject([{ TableName: 'Table1' }]);
    expect(triggers.queueTriggers).toMatchObject([
      { functionName: 'Orders2F9F2E', queueName: 'Queue4A7E3555', batchSize: 5, reportsFailures: false },
    ]);
    expect(triggers.schedules).toMatchObject([{ name: 'RuleEveryHour', targets: [{ name: 'Orders2F9F2E' }] }]);
    expect(problems).toEqual(["The template's function Inline is left away: its code is in the template."]);
  });

  it('is found and run: requests and messages reach the code of the asset', async () => {
    const reports: InvocationReport[] = [];
    const cwd = cdkProject();
    const lambda = await startLocalLambda({ cwd, runtimeFolder: bin, onReport: (report) => reports.push(report) });
    const response = await fetch(`${lambda.url}/orders/7`);
    expect(response.status).toBe(502);
    const sqs = new SQSClient({
      endpoint: lambda.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    });
    await sqs.send(new SendMessageCommand({ QueueUrl: `${lambda.url}/1/Queue4A7E3555`, MessageBody: 'hello' }));
    await vi.waitFor(() => expect(reports.at(-1)?.trigger).toBe('queue Queue4A7E3555'), { timeout: 10_000 });
    expect(reports.map(({ functionName }) => functionName)).toEqual(['Orders2F9F2E', 'Orders2F9F2E']);
    sqs.destroy();
    await lambda.close();
  });

  it('is refused in one line where a stack has to be chosen, or there is none', () => {
    const other = { Other: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Other.template.json' } } };
    const folder = cdkProject(other);
    expect(() => readTemplate(path.join(folder, 'cdk.out'), 'us-east-1')).toThrow(
      /CDK has written 2 stacks: choose one with --template .*Shop\.template\.json \(or Other\.template\.json\)/,
    );
    const empty = project({ 'cdk.out/manifest.json': { artifacts: {} }, 'other/x': '' });
    expect(() => readTemplate(path.join(empty, 'cdk.out'), 'us-east-1')).toThrow(
      'names no stack. Run "cdk synth" first.',
    );
    expect(() => readTemplate(path.join(empty, 'other'), 'us-east-1')).toThrow('has no manifest.json');
  });
});

const SERVERLESS = `
service: shop
frameworkVersion: "4"
provider:
  name: aws
  runtime: nodejs22.x
  stage: \${opt:stage, 'test'}
  timeout: 9
  environment:
    STAGE: \${sls:stage}
    TABLE: \${self:custom.names.table}
    PLACE: "in \${aws:region} of \${aws:accountId}"
    SUBBED: !Sub "\${AWS::Region}-\${self:service}"
  httpApi:
    authorizers:
      tokens: { type: jwt, identitySource: $request.header.Authorization, issuerUrl: https://x, audience: [a] }
      keys: { type: request, functionName: check, identitySource: $request.header.X-Key, enableSimpleResponses: true }
custom:
  names: { table: "\${self:service}-\${sls:stage}-orders" }
functions:
  orders:
    handler: src/orders.handler
    memorySize: 256
    url: true
    environment: { OWN: "\${self:provider.stage}" }
    events:
      - httpApi: GET /orders
      - httpApi: { method: post, path: "/orders/{id}", authorizer: { name: keys } }
      - httpApi: { method: "*", path: /any, authorizer: tokens }
      - http: { path: "old/{id}", method: get }
      - alb: { listenerArn: x, priority: 1, conditions: { path: /alb/* } }
      - sqs: { arn: !GetAtt Work.Arn, batchSize: 2, functionResponseType: ReportBatchItemFailures }
      - schedule: rate(10 minutes)
      - schedule: { rate: ["cron(0 12 * * ? *)"], input: { a: 1 } }
      - eventBridge: { eventBus: bus, pattern: { source: [shop] } }
      - stream: arn:aws:kinesis:x
  check:
    handler: src/orders.handler
  python: { handler: app.main, runtime: python3.12 }
resources:
  Resources:
    Work: { Type: AWS::SQS::Queue, Properties: { QueueName: work } }
    Orders:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: \${self:custom.names.table}
        KeySchema: [{ AttributeName: id, KeyType: HASH }]
        AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
`;

describe('a serverless.yml', () => {
  it('gives functions, events and resources, with its variables filled in', () => {
    const folder = project({ 'serverless.yml': SERVERLESS, 'src/orders.mjs': HANDLER });
    const { functions, tables, triggers, problems } = readTemplate(path.join(folder, 'serverless.yml'), 'eu-west-1');
    expect(problems).toEqual([]);
    expect(functions.map(({ name }) => name)).toEqual(['shop-test-orders', 'shop-test-check']);
    expect(functions[0]).toMatchObject({
      ...{ handler: 'src/orders.handler', codeFolder: folder, timeoutMillis: 9000, memorySize: 256 },
      environment: {
        ...{ STAGE: 'test', TABLE: 'shop-test-orders', OWN: 'test' },
        ...{ PLACE: 'in eu-west-1 of 123456789012', SUBBED: 'eu-west-1-shop' },
      },
      routes: [
        { method: 'GET', path: '/orders', source: 'HttpApi', authorizer: undefined },
        {
          ...{ method: 'POST', path: '/orders/{id}' },
          authorizer: {
            kind: 'lambda',
            functionName: 'shop-test-check',
            isSimple: true,
            headers: ['x-key'],
            payload: '2.0',
          },
        },
        { method: 'ANY', path: '/any', authorizer: { kind: 'jwt', name: 'tokens' } },
        { method: 'GET', path: '/old/{id}', source: 'Api', stage: 'test' },
        { method: 'ANY', path: '/alb/{proxy+}', source: 'ALB', multiValue: false },
      ],
    });
    expect(functions[1]).toMatchObject({ memorySize: 1024, routes: [] });
    expect(tables).toMatchObject([{ TableName: 'shop-test-orders' }]);
    expect(triggers.queueTriggers).toMatchObject([
      { functionName: 'shop-test-orders', queueName: 'work', batchSize: 2, reportsFailures: true },
    ]);
    expect(triggers.rules).toMatchObject([{ busName: 'bus', targets: [{ name: 'shop-test-orders' }] }]);
    expect(triggers.schedules).toMatchObject([{ targets: [{}] }, { targets: [{ input: '{"a":1}' }] }]);
  });

  it('is found and run without a function on the command line', async () => {
    const cwd = project({ 'serverless.yml': SERVERLESS, 'src/orders.mjs': HANDLER });
    const lambda = await startLocalLambda({ cwd, runtimeFolder: bin });
    expect(lambda.dynamodb.tables).toEqual(['shop-test-orders']);
    const report = await lambda.invoke('shop-test-orders', { n: 1 });
    expect(resultOf(report)).toMatchObject({ event: { n: 1 }, variables: { TABLE: 'shop-test-orders' } });
    await lambda.close();
  });
});

describe('a value that the template alone does not give', () => {
  const write = (value: string, events = ''): string =>
    project({
      'f.mjs': HANDLER,
      'template.yaml': `Resources: { F: { Type: AWS::Serverless::Function, Properties: { Handler: f.handler, Environment: { Variables: { TABLE: ${value} } }${events} } } }`,
    });

  it.each([
    ['!ImportValue OtherStack-Table', '!ImportValue OtherStack-Table is what another stack exports'],
    [`!Sub ["\${x}", { x: !ImportValue T }]`, '!ImportValue T is what another stack exports'],
    ['{ Fn::Cidr: [a, 1, 2] }', '!Cidr is not carried out here'],
    ['{ Fn::Transform: { Name: Mine } }', '!Transform is not carried out here'],
    ['{ Fn::Anything: 1 }', '!Anything is not carried out here'],
  ])('is told with its cure: %s', (value, message) => {
    const cwd = write(value);
    const define = (env?: Record<string, string>) =>
      defineFunctions({ cwd, handlers: [], region: 'us-east-1', ...(env && { env }) }).functions;
    expect(() => define()).toThrow(message);
    expect(() => define()).toThrow('Give it one with --env TABLE=VALUE.');
    expect(define({ TABLE: 'own' })[0]?.environment).toEqual({ TABLE: 'own' });
  });

  it('in an event leaves that away, and says so', () => {
    const events = ', Events: { A: { Type: SQS, Properties: { Queue: !ImportValue Q } } }';
    const { triggers, problems } = readTemplate(path.join(write('x', events), 'template.yaml'), 'us-east-1');
    expect(triggers.queueTriggers).toEqual([]);
    expect(problems).toEqual([
      "The template's event F.A is left away: !ImportValue Q is what another stack exports, which only AWS knows.",
    ]);
  });

  it('of an authorizer leaves its route closed', () => {
    const auth = 'Auth: { DefaultAuthorizer: Pool, Authorizers: { Pool: { UserPoolArn: !ImportValue Pool } } }';
    const folder = project({
      'template.yaml': `Globals: { Api: { ${auth} } }
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: { Handler: f.handler, Events: { A: { Type: Api, Properties: { Path: /a, Method: get } } } }`,
    });
    const [one] = readTemplate(path.join(folder, 'template.yaml'), 'us-east-1').functions;
    expect(one?.routes).toMatchObject([{ path: '/a', authorizer: { kind: 'cognito', name: 'Pool' } }]);
  });

  it('of another property is told where it is needed, and else is no matter', () => {
    const folder = project({
      'template.yaml': `Resources:
  Q: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: !ImportValue Key, VisibilityTimeout: 9 } }
  T: { Type: AWS::DynamoDB::Table, Properties: { SSESpecification: !ImportValue Key, KeySchema: [] } }
  V: { Type: AWS::EC2::Subnet, Properties: { VpcId: !ImportValue Vpc } }
  F: { Type: AWS::Serverless::Function, Properties: { Handler: f.handler, VpcConfig: !ImportValue Vpc } }`,
      'bad.yaml': `Resources: { F: { Type: AWS::Serverless::Function, Properties: { Handler: f.handler, Timeout: !ImportValue T } } }`,
    });
    const { triggers, tables, problems } = readTemplate(path.join(folder, 'template.yaml'), 'us-east-1');
    expect(triggers.queues).toMatchObject([{ name: 'Q', visibilityTimeoutSeconds: 9 }]);
    expect(tables).toHaveLength(1);
    expect(problems).toEqual([
      "The template's Q.KmsMasterKeyId is left away: !ImportValue Key is what another stack exports, which only AWS knows.",
    ]);
    expect(() => readTemplate(path.join(folder, 'bad.yaml'), 'us-east-1')).toThrow(
      'The template gives the function "F" no Timeout: !ImportValue T',
    );
  });

  it.each([
    ['{ Fn::Base64: text }', 'dGV4dA=='],
    ['{ Fn::Length: [1, 2, 3] }', '3'],
    ['{ Fn::ToJsonString: { a: !Ref "AWS::Region" } }', '{"a":"us-east-1"}'],
    ['!Select [0, !GetAZs ""]', 'us-east-1a'],
  ])('is none where it can be carried out: %s', (value, expected) => {
    const [one] = readTemplate(path.join(write(value), 'template.yaml'), 'us-east-1').functions;
    expect(one?.environment).toEqual({ TABLE: expected });
  });
});
