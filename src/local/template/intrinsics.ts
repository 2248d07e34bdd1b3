import { LocalLambdaError } from '../errors.js';
import { ACCOUNT_ID } from '../functions/function-definition.js';
import { isRecord, recordOf, type Values } from '../is-record.js';
import { queueUrl } from '../sqs/sqs.js';

/** What CloudFormation's functions need to know of a template. */
export interface TemplateScope {
  readonly region: string;
  /** The URL of the local AWS endpoint, of which the URLs of queues are made. */
  readonly endpoint: string;
  /** Values of parameters. */
  readonly parameters: ReadonlyMap<string, unknown>;
  /** The type and physical name of each resource. */
  readonly resources: ReadonlyMap<string, { readonly type: string; readonly name: string }>;
  readonly mappings: Values;
  readonly conditions: Values;
  /** The names of the conditions that are being looked at, the outermost first. */
  readonly within?: readonly string[];
}

/** The part of a resource's ARN behind `arn:aws:`. */
const ARN_OF_TYPE: Readonly<Record<string, (name: string) => string>> = {
  'AWS::DynamoDB::Table': (name) => `dynamodb:{region}:{account}:table/${name}`,
  'AWS::Serverless::SimpleTable': (name) => `dynamodb:{region}:{account}:table/${name}`,
  'AWS::Serverless::Function': (name) => `lambda:{region}:{account}:function:${name}`,
  'AWS::Lambda::Function': (name) => `lambda:{region}:{account}:function:${name}`,
  'AWS::SQS::Queue': (name) => `sqs:{region}:{account}:${name}`,
  'AWS::SNS::Topic': (name) => `sns:{region}:{account}:${name}`,
  'AWS::S3::Bucket': (name) => `s3:::${name}`,
  'AWS::Events::EventBus': (name) => `events:{region}:{account}:event-bus/${name}`,
  'AWS::Events::Rule': (name) => `events:{region}:{account}:rule/${name}`,
  'AWS::Kinesis::Stream': (name) => `kinesis:{region}:{account}:stream/${name}`,
  'AWS::Cognito::UserPool': (name) => `cognito-idp:{region}:{account}:userpool/${name}`,
};

/** A value that the template alone does not give. */
export class UnresolvedValue extends LocalLambdaError {}

/** Stands for a variable of a `serverless.yml` that the file does not give. */
export const UNKNOWN_VARIABLE = 'Fn::UnknownVariable';

type Intrinsic = (argument: unknown, scope: TemplateScope) => unknown;

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => reference(String(name), scope),
  'Fn::GetAtt': (path, scope) => attribute(Array.isArray(path) ? path.join('.') : String(path), scope),
  'Fn::Sub': substitute,
  'Fn::Join': (argument, scope) => {
    const [separator, items] = listOf(argument, scope);
    return Array.isArray(items) ? items.join(String(separator)) : '';
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = listOf(argument, scope);
    return String(text).split(String(separator));
  },
  'Fn::Select': (argument, scope) => {
    const [index, items] = listOf(argument, scope);
    return Array.isArray(items) ? items[Number(index)] : undefined;
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = listOf(argument, scope).map(String);
    return recordOf(recordOf(scope.mappings[map ?? ''])[first ?? ''])[second ?? ''];
  },
  'Fn::If': (argument, scope) => {
    const [name, yes, no] = Array.isArray(argument) ? argument : [];
    return resolveValue(condition(name, scope) ? yes : no, scope);
  },
  'Fn::Base64': (text, scope) => Buffer.from(String(resolveValue(text, scope))).toString('base64'),
  'Fn::GetAZs': (_region, { region }) => ['a', 'b', 'c'].map((zone) => region + zone),
  'Fn::Length': (argument, scope) => listOf(argument, scope).length,
  'Fn::ToJsonString': (value, scope) => JSON.stringify(resolveValue(value, scope)),
  [UNKNOWN_VARIABLE]: (text) => {
    throw new UnresolvedValue(`${String(text)} is not given in the file`);
  },
  'Fn::ImportValue': (argument, scope) => {
    const name = String(resolveValue(argument, scope));
    throw new UnresolvedValue(`!ImportValue ${name} is what another stack exports, which only AWS knows`);
  },
};

/**
 * The value with CloudFormation's functions carried out.
 *
 * @throws UnresolvedValue for what the template alone does not give, and for functions that are not known here
 */
export function resolveValue(value: unknown, scope: TemplateScope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, scope));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  const intrinsic =
    entries.length === 1 && only && Object.hasOwn(INTRINSICS, only[0]) ? INTRINSICS[only[0]] : undefined;
  if (only && intrinsic) return intrinsic(only[1], scope);
  if (only && entries.length === 1 && only[0].startsWith('Fn::')) {
    throw new UnresolvedValue(`!${only[0].slice('Fn::'.length)} is not carried out here`);
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, resolveValue(item, scope)]));
}

/** Whether a condition of the template holds: its name, or what is written in its place. */
export function condition(value: unknown, scope: TemplateScope): boolean {
  if (typeof value === 'string') {
    const within = [...(scope.within ?? []), value];
    if (scope.within?.includes(value)) {
      throw new LocalLambdaError(`A condition of the template refers to itself: ${within.join(' → ')}.`);
    }
    return condition(scope.conditions[value], { ...scope, within });
  }
  const [[name, argument] = ['', undefined]] = Object.entries(recordOf(value));
  const list = Array.isArray(argument) ? argument : [argument];
  switch (name) {
    case 'Condition':
      return condition(argument, scope);
    case 'Fn::Equals':
      return String(resolveValue(list[0], scope)) === String(resolveValue(list[1], scope));
    case 'Fn::Not':
      return !condition(list[0], scope);
    case 'Fn::And':
      return list.every((item) => condition(item, scope));
    case 'Fn::Or':
      return list.some((item) => condition(item, scope));
    default:
      return false;
  }
}

function pseudoParameters(region: string): ReadonlyMap<string, string> {
  return new Map([
    ['AWS::AccountId', ACCOUNT_ID],
    ['AWS::Partition', 'aws'],
    ['AWS::Region', region],
    ['AWS::StackName', 'local'],
    ['AWS::StackId', `arn:aws:cloudformation:${region}:${ACCOUNT_ID}:stack/local/local`],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ]);
}

function reference(name: string, scope: TemplateScope): unknown {
  const resource = scope.resources.get(name);
  if (resource?.type === 'AWS::SQS::Queue') return queueUrl(scope.endpoint, resource.name);
  return (
    pseudoParameters(scope.region).get(name) ??
    (scope.parameters.has(name) ? scope.parameters.get(name) : (scope.resources.get(name)?.name ?? name))
  );
}

function attribute(path: string, scope: TemplateScope): string {
  const [id = '', ...rest] = path.split('.');
  const resource = scope.resources.get(id);
  if (resource?.type === 'AWS::SQS::Queue' && rest[0] === 'QueueUrl') return queueUrl(scope.endpoint, resource.name);
  if (resource && /^(QueueName|TopicName|Name)$/.test(rest.join('.'))) return resource.name;
  const arn = resource && rest.join('.') === 'Arn' ? ARN_OF_TYPE[resource.type]?.(resource.name) : undefined;
  // Something that nothing here runs: a name that says where it came from.
  if (!arn) return rest.length === 0 ? id : `${resource?.name ?? id}.${rest.join('.')}`;
  return `arn:aws:${arn.replace('{region}', scope.region).replace('{account}', ACCOUNT_ID)}`;
}

function substitute(argument: unknown, scope: TemplateScope): string {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own = recordOf(resolveValue(variables, scope));
  return String(text)
    .replace(/\$\{([^!][^}]*)\}/g, (_whole, name: string) =>
      String(
        Object.hasOwn(own, name) ? own[name] : name.includes('.') ? attribute(name, scope) : reference(name, scope),
      ),
    )
    .replace(/\$\{!/g, '${');
}

function listOf(argument: unknown, scope: TemplateScope): readonly unknown[] {
  const resolved = resolveValue(argument, scope);
  return Array.isArray(resolved) ? resolved : [];
}
