import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DescribeTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { startDynamoDB } from '../../src/local/dynamodb/dynamodb.js';
import { LocalLambdaError } from '../../src/local/errors.js';
import { defineFunctions } from '../../src/local/functions/define-functions.js';
import { readTemplate } from '../../src/local/template/template.js';
import { buildCommand, resultOf, start, temporaryFolder } from './support/runtime.js';

const SHORT = `
Resources:
  DB:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: plain.handler
      Environment: { Variables: { TABLE: !Ref DB } }
`;

describe('a table with a logical id of two letters', () => {
  it('gets the name of the stack before it, as in CloudFormation', () => {
    const file = path.join(temporaryFolder(), 'template.yaml');
    writeFileSync(file, SHORT);
    const { tables, functions } = readTemplate(file, 'us-east-1');
    expect(tables).toMatchObject([{ TableName: 'local-DB' }]);
    expect(functions).toMatchObject([{ name: 'Fn', environment: { TABLE: 'local-DB' } }]);
  });
});

const TEMPLATE = `
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String, Default: dev }
Conditions:
  IsProduction: !Equals [!Ref Stage, prod]
Mappings:
  Sizes: { dev: { memory: 192 } }
Globals:
  Function:
    Timeout: 7
    Environment: { Variables: { FROM_GLOBALS: all, OVERRIDDEN: globals } }
Resources:
  OrdersFunction:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub "orders-\${Stage}"
      CodeUri: src/
      Handler: orders.handler
      MemorySize: !FindInMap [Sizes, !Ref Stage, memory]
      Environment:
        Variables:
          OVERRIDDEN: own
          TABLE: !Ref OrdersTable
          TABLE_ARN: !GetAtt OrdersTable.Arn
          COMPOSED: !Join ["-", [!Ref AWS::Region, !Sub "\${OrdersTable}/\${!literal}", !Select [1, !Split [",", "a,b"]]]]
          CHOSEN: !If [IsProduction, production, development]
          NUMBER: 5
          QUEUE: !GetAtt Queue.Arn
      Events:
        List: { Type: HttpApi, Properties: { Path: /orders, Method: get } }
        One: { Type: HttpApi, Properties: { Path: "/orders/{order_id}", Method: ANY } }
        Timer: { Type: Schedule, Properties: { Schedule: rate(1 hour) } }
  PaymentsFunction:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: esbuild
      BuildProperties: { EntryPoints: [src/payments.ts] }
    Properties:
      Handler: payments.handler
      FunctionUrlConfig: { AuthType: NONE }
  OrdersTable:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub "\${Stage}-orders"
      AttributeDefinitions:
        - { AttributeName: order_id, AttributeType: S }
        - { AttributeName: customer, AttributeType: S }
      KeySchema: [{ AttributeName: order_id, KeyType: HASH }]
      GlobalSecondaryIndexes:
        - IndexName: by-customer
          KeySchema: [{ AttributeName: customer, KeyType: HASH }]
          Projection: { ProjectionType: ALL }
      TimeToLiveSpecification: { AttributeName: expiration, Enabled: true }
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }
  Simple:
    Type: AWS::Serverless::SimpleTable
    Properties: { PrimaryKey: { Name: number, Type: Number } }
  Queue: { Type: AWS::SQS::Queue }
`;

const HANDLER = 'export const handler = async () => ({ ...process.env });';

const project = (): string => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'src'));
  writeFileSync(path.join(folder, 'template.yaml'), TEMPLATE);
  writeFileSync(path.join(folder, 'src/orders.mjs'), HANDLER);
  writeFileSync(path.join(folder, 'src/payments.ts'), HANDLER);
  return folder;
};

const write = (content: string): string => {
  const file = path.join(temporaryFolder(), 'template.yaml');
  writeFileSync(file, content);
  return file;
};

describe('a SAM template', () => {
  it('says the time-out, memory, variables and routes of each function', () => {
    const { functions } = readTemplate(write(TEMPLATE), 'eu-central-1');
    expect(functions[0]).toMatchObject({
      name: 'orders-dev',
      handler: 'orders.handler',
      timeoutMillis: 7000,
      memorySize: 192,
      routes: [
        { functionName: 'orders-dev', method: 'GET', path: '/orders' },
        { functionName: 'orders-dev', method: 'ANY', path: '/orders/{order_id}' },
      ],
    });
    expect(functions[1]?.routes).toEqual([
      { functionName: 'PaymentsFunction', method: 'ANY', path: '$default', source: 'FunctionUrl' },
    ]);
  });

  it('has its references and functions carried out', () => {
    const [orders] = readTemplate(write(TEMPLATE), 'eu-central-1').functions;
    expect(orders?.environment).toEqual({
      FROM_GLOBALS: 'all',
      OVERRIDDEN: 'own',
      TABLE: 'dev-orders',
      TABLE_ARN: 'arn:aws:dynamodb:eu-central-1:123456789012:table/dev-orders',
      COMPOSED: `eu-central-1-dev-orders/\${literal}-b`,
      CHOSEN: 'development',
      NUMBER: '5',
      QUEUE: 'arn:aws:sqs:eu-central-1:123456789012:Queue',
    });
  });

  it('says of each table what CreateTable needs, and no more', () => {
    expect(readTemplate(write(TEMPLATE), 'eu-central-1').tables).toEqual([
      expect.objectContaining({ TableName: 'dev-orders', BillingMode: 'PAY_PER_REQUEST' }),
      {
        TableName: 'Simple',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'number', AttributeType: 'N' }],
        KeySchema: [{ AttributeName: 'number', KeyType: 'HASH' }],
      },
    ]);
    expect(readTemplate(write(TEMPLATE), 'eu-central-1').tables[0]).not.toHaveProperty('TimeToLiveSpecification');
  });

  it.each([
    ['Resources: [', 'Cannot read the template'],
    ['just text', 'not a mapping'],
    [
      'Resources: { F: { Type: AWS::Serverless::Function, Properties: { Handler: a.b, Timeout: abc } } }',
      'The template gives the function "F" the Timeout "abc": write a number above 0.',
    ],
    [
      'Resources: { F: { Type: AWS::Serverless::Function, Properties: { Handler: a.b, MemorySize: [1] } } }',
      'The template gives the function "F" the MemorySize [1]: write a number above 0.',
    ],
    [
      'Conditions: { A: !Not [!Condition A] }\nResources: { F: { Type: AWS::DynamoDB::Table, Properties: { KeySchema: !If [A, 1, 2] } } }',
      'A condition of the template refers to itself: A → A.',
    ],
    [
      'Conditions: { A: !Condition B, B: !Equals [!If [A, x, y], x] }\nResources: { F: { Type: AWS::DynamoDB::Table, Properties: { KeySchema: !If [A, 1, 2] } } }',
      'A condition of the template refers to itself: A → B → A.',
    ],
  ])('that is "%s" is refused in one line', (content, message) => {
    const file = write(content);
    expect(() => readTemplate(file, 'eu-central-1')).toThrow(message);
    expect(() => readTemplate(file, 'eu-central-1')).toThrow(LocalLambdaError);
  });
});

describe('the functions to run', () => {
  const define = (cwd: string, handlers: readonly string[], rest = {}) =>
    defineFunctions({ cwd, handlers, region: 'us-east-1', ...rest }).functions;

  it('are found in the template above them by handler, or by what is bundled into them', () => {
    const cwd = project();
    const functions = define(cwd, ['src/orders.handler', 'src/payments.handler']);
    expect(functions.map(({ name }) => name)).toEqual(['orders-dev', 'PaymentsFunction']);
    expect(functions[0]).toMatchObject({
      handler: 'src/orders.handler',
      taskRoot: cwd,
      timeoutMillis: 7000,
      memorySize: 192,
    });
  });

  it('are those of the template when none is named', () => {
    const cwd = project();
    expect(define(cwd, [])).toMatchObject([
      { name: 'orders-dev', handler: 'orders.handler', taskRoot: path.join(cwd, 'src') },
      { name: 'PaymentsFunction', handler: 'src/payments.handler', taskRoot: cwd },
    ]);
  });

  it('have the defaults of Lambda without a template, and names of their own', () => {
    const cwd = project();
    const functions = define(cwd, ['src/orders.handler', 'src/orders.handler'], { template: false });
    expect(functions).toMatchObject([
      { name: 'orders', timeoutMillis: 3000, memorySize: 128 },
      { name: 'orders-2', timeoutMillis: 3000, memorySize: 128 },
    ]);
  });

  it.each([
    ['orders/index.ts', 'orders'],
    ['orders/src/handler.ts', 'orders'],
    ['orders/dist/lib/app.ts', 'orders'],
    ['src/payments.ts', 'payments'],
  ])('are named after the nearest name that says something: %s is %s', (file, name) => {
    const cwd = temporaryFolder();
    mkdirSync(path.dirname(path.join(cwd, file)), { recursive: true });
    writeFileSync(path.join(cwd, file), '');
    expect(define(cwd, [file.replace('.ts', '.handler')])).toMatchObject([{ name }]);
  });

  it('take what is given over what the template says', () => {
    const [orders] = define(project(), ['src/orders.handler'], {
      timeoutMillis: 50,
      memorySize: 99,
      env: { TABLE: 'other' },
    });
    expect(orders).toMatchObject({
      timeoutMillis: 50,
      memorySize: 99,
      environment: { TABLE: 'other', CHOSEN: 'development' },
    });
  });

  it('are refused in one line when there are none, or no such template', () => {
    const empty = temporaryFolder();
    expect(() => define(empty, [])).toThrow('Name a function as <file>.<export>');
    expect(() => define(empty, [], { template: 'missing.yaml' })).toThrow(/There is no template .*missing\.yaml/);
  });
});

describe('the tables of a template', () => {
  let bin = '';
  beforeAll(async () => {
    bin = await buildCommand();
  });
  const client = (endpoint: string): DynamoDBClient =>
    new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });

  it('exist when the functions start, which are told where', async () => {
    const lambda = await start(bin, { cwd: project(), functions: ['src/orders.handler'], template: 'template.yaml' });
    const environment = resultOf(await lambda.invoke('orders-dev', {})) as Record<string, string>;
    expect(environment).toMatchObject({ TABLE: 'dev-orders', AWS_ENDPOINT_URL_DYNAMODB: lambda.dynamodb.url });
    const { Table } = await client(lambda.dynamodb.url).send(new DescribeTableCommand({ TableName: 'dev-orders' }));
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      GlobalSecondaryIndexes: [expect.objectContaining({ IndexName: 'by-customer' })],
    });
  });

  it('are created in another DynamoDB once', async () => {
    const dynamodb = await startDynamoDB();
    const options = {
      cwd: project(),
      functions: ['src/orders.handler'],
      template: 'template.yaml',
      dynamodb: dynamodb.url,
    };
    const first = await start(bin, options);
    await first.close();
    const second = await start(bin, options);
    expect(second.dynamodb).toEqual({ url: dynamodb.url, tables: ['dev-orders', 'Simple'] });
    const { TableNames } = await client(dynamodb.url).send(new ListTablesCommand());
    expect(TableNames).toEqual(['Simple', 'dev-orders']);
    await second.close();
    await dynamodb.close();
  });

  it('are refused in one line when no DynamoDB answers, or when it refuses them', async () => {
    const gone = await startDynamoDB();
    await gone.close();
    const cwd = project();
    const handler = { cwd, functions: ['src/orders.handler'] };
    await expect(start(bin, { ...handler, template: 'template.yaml', dynamodb: gone.url })).rejects.toThrow(
      /No DynamoDB answers at .*ECONNREFUSED/,
    );
    writeFileSync(path.join(cwd, 'bad.yaml'), 'Resources: { T: { Type: AWS::DynamoDB::Table, Properties: {} } }');
    await expect(start(bin, { ...handler, template: 'bad.yaml' })).rejects.toThrow(
      /did not create the table "local-T"/,
    );
  });
});
