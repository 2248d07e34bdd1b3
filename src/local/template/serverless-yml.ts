import { ACCOUNT_ID } from '../functions/function-definition.js';
import { isRecord, recordOf, type Values } from '../is-record.js';
import { UNKNOWN_VARIABLE } from './intrinsics.js';

/** Serverless Framework's own defaults. */
const DEFAULT_TIMEOUT_SECONDS = 6;
const DEFAULT_MEMORY_MB = 1024;
const DEFAULT_STAGE = 'dev';

type EventReader = (given: unknown) => readonly [type: string, properties: Values];

/** How its events are written in SAM. */
const EVENTS: Readonly<Record<string, EventReader>> = {
  httpApi: (given) => ['HttpApi', requestOf(given)],
  http: (given) => ['Api', requestOf(given)],
  alb: (given) => {
    const { conditions, multiValueHeaders } = recordOf(given);
    const { path, method } = recordOf(conditions);
    const pattern = String(first(path) ?? '*').replace(/\/\*$/, '/{proxy+}');
    return [
      'ALB',
      { Path: pattern === '*' ? '$default' : pattern, Method: first(method), MultiValue: multiValueHeaders === true },
    ];
  },
  sqs: (given) => {
    const { arn, batchSize, maximumBatchingWindow, functionResponseType, enabled, filterPatterns, maximumConcurrency } =
      isRecord(given) ? given : { arn: given };
    return [
      'SQS',
      defined({
        Queue: arn,
        BatchSize: batchSize,
        MaximumBatchingWindowInSeconds: maximumBatchingWindow,
        FunctionResponseTypes: functionResponseType === undefined ? undefined : [functionResponseType],
        Enabled: enabled,
        FilterCriteria: Array.isArray(filterPatterns)
          ? { Filters: filterPatterns.map((pattern) => ({ Pattern: pattern })) }
          : undefined,
        ScalingConfig: maximumConcurrency === undefined ? undefined : { MaximumConcurrency: maximumConcurrency },
      }),
    ];
  },
  schedule: (given) => {
    const { rate, enabled, input, name } = isRecord(given) ? given : { rate: given };
    return ['Schedule', defined({ Schedule: first(rate), Enabled: enabled, Input: json(input), Name: name })];
  },
  eventBridge: (given) => {
    const { pattern, eventBus, schedule, input, inputPath, enabled } = recordOf(given);
    const common = { Enabled: enabled, Input: json(input), InputPath: inputPath };
    return schedule === undefined
      ? ['EventBridgeRule', defined({ ...common, Pattern: pattern, EventBusName: eventBus })]
      : ['Schedule', defined({ ...common, Schedule: schedule })];
  },
};

/**
 * A `serverless.yml` as a SAM template: its functions, their simple events, and its resources. Variables are filled in as
 * far as the file itself has them.
 */
export function samOfServerless(file: Values, region: string): Values {
  const provider = recordOf(file.provider);
  const stage = String(fill(provider.stage ?? DEFAULT_STAGE, { file, region, stage: DEFAULT_STAGE }));
  const content = recordOf(fill(file, { file, region, stage }));
  const service = String(recordOf(content.service).name ?? content.service);
  const own = recordOf(content.provider);
  const functions = Object.entries(recordOf(content.functions)).map(([key, given]) => {
    const definition = recordOf(given);
    const events = (Array.isArray(definition.events) ? definition.events : []).flatMap((event, index) =>
      eventOf(event, index),
    );
    const properties = defined({
      FunctionName: definition.name ?? `${service}-${stage}-${key}`,
      Handler: definition.handler,
      Runtime: definition.runtime ?? own.runtime,
      Timeout: definition.timeout ?? own.timeout ?? DEFAULT_TIMEOUT_SECONDS,
      MemorySize: definition.memorySize ?? own.memorySize ?? DEFAULT_MEMORY_MB,
      Environment: { Variables: { ...recordOf(own.environment), ...recordOf(definition.environment) } },
      Tracing: definition.tracing ?? (recordOf(own.tracing).lambda === true ? 'Active' : undefined),
      FunctionUrlConfig: definition.url === undefined || definition.url === false ? undefined : {},
      Events: Object.fromEntries(events),
    });
    return [logicalId(key), { Type: 'AWS::Serverless::Function', Properties: properties }];
  });
  const { Resources: resources, Conditions: conditions, Mappings: mappings } = resourcesOf(content.resources);
  return {
    Resources: { ...recordOf(resources), ...Object.fromEntries(functions) },
    Globals: { HttpApi: { Auth: authOf(recordOf(own.httpApi)) }, Api: { StageName: stage } },
    ...(conditions !== undefined && { Conditions: conditions }),
    ...(mappings !== undefined && { Mappings: mappings }),
  };
}

/** As the framework names the function's resource. */
function logicalId(key: string): string {
  const dashed = key.replaceAll('-', 'Dash').replaceAll('_', 'Underscore');
  return `${dashed.charAt(0).toUpperCase()}${dashed.slice(1)}LambdaFunction`;
}

function eventOf(event: unknown, index: number): [string, Values][] {
  const [[kind, given] = ['', undefined]] = Object.entries(
    typeof event === 'string' ? { [event]: {} } : recordOf(event),
  );
  const read = Object.hasOwn(EVENTS, kind) ? EVENTS[kind] : undefined;
  if (!read) return [];
  const [type, properties] = read(given);
  return [[`${kind}${index}`, { Type: type, Properties: properties }]];
}

/** `GET /orders`, or an object with a path and a method; `*` is every request. */
function requestOf(given: unknown): Values {
  const { path, method, authorizer } = isRecord(given) ? given : partsOf(String(given));
  const name = isRecord(authorizer) ? authorizer.name : authorizer;
  const text = String(path ?? '*');
  return defined({
    Path: text === '*' ? '$default' : `/${text.replace(/^\//, '')}`,
    Method: method,
    Auth: name === undefined ? undefined : { Authorizer: name },
  });
}

function partsOf(text: string): Values {
  const [method, path] = text.trim().split(/\s+/);
  return path === undefined ? { path: method } : { method, path };
}

function authOf({ authorizers }: Values): Values {
  const entries = Object.entries(recordOf(authorizers)).map(([name, given]) => {
    const { functionName, identitySource, payloadVersion, enableSimpleResponses } = recordOf(given);
    if (functionName === undefined) return [name, { JwtConfiguration: {} }];
    const headers = [identitySource].flat().map((source) => String(source).replace(/^\$request\.header\./, ''));
    return [
      name,
      {
        FunctionArn: { 'Fn::GetAtt': [logicalId(String(functionName)), 'Arn'] },
        Identity: { Headers: identitySource === undefined ? [] : headers },
        AuthorizerPayloadFormatVersion: payloadVersion ?? '2.0',
        EnableSimpleResponses: enableSimpleResponses === true,
      },
    ];
  });
  return { Authorizers: Object.fromEntries(entries) };
}

/** The resources may be a list of parts. */
function resourcesOf(given: unknown): Values {
  const parts = (Array.isArray(given) ? given : [given]).map(recordOf);
  const merged = (name: string) => Object.assign({}, ...parts.map((part) => recordOf(part[name])));
  return { Resources: merged('Resources'), Conditions: merged('Conditions'), Mappings: merged('Mappings') };
}

/** What variables are filled in from. */
interface Scope {
  readonly file: Values;
  readonly region: string;
  readonly stage: string;
}

/** A variable of the framework, the innermost first; not CloudFormation's own, which have no source or two colons. */
const VARIABLE = /\$\{(\w+:(?!:)[^${}]*)\}/;
/** More than one within another, and not a circle. */
const DEEPEST = 10;

/** Every text of a value with its variables filled in. */
function fill(value: unknown, scope: Scope, depth = 0): unknown {
  if (Array.isArray(value)) return value.map((item) => fill(item, scope, depth));
  if (isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, scope, depth)]));
  }
  const [whole, expression = ''] = typeof value === 'string' && depth < DEEPEST ? (value.match(VARIABLE) ?? []) : [];
  if (typeof value !== 'string' || whole === undefined) return value;
  const found = variable(expression, scope);
  // Told where the value is needed, if it is.
  if (found === undefined) return { [UNKNOWN_VARIABLE]: whole };
  return fill(whole === value ? found : value.replace(whole, () => String(found)), scope, depth + 1);
}

/** `self:custom.table`, `opt:stage, 'dev'`: the first of the sources that has something. */
function variable(expression: string, scope: Scope): unknown {
  for (const part of expression.split(',').map((text) => text.trim())) {
    const [, , literal] = part.match(/^(['"])(.*)\1$/) ?? [];
    const found = literal ?? fromSource(part, scope);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fromSource(part: string, { file, region, stage }: Scope): unknown {
  const [, name = ''] = part.match(/^self:(.*)$/) ?? [];
  if (name !== '') {
    return name
      .split('.')
      .reduce<unknown>((value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined), file);
  }
  const known = new Map([
    ['sls:stage', stage],
    ['aws:region', region],
    ['aws:accountId', ACCOUNT_ID],
  ]);
  return known.get(part);
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

function json(value: unknown): unknown {
  return isRecord(value) ? JSON.stringify(value) : value;
}

function defined(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
