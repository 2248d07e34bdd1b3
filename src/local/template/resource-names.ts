import { recordOf, type Values } from '../is-record.js';
import { resolveValue, type TemplateScope, UnresolvedValue } from './intrinsics.js';

/** The property that gives a resource its name, by the resource's type. */
const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'FunctionName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Serverless::SimpleTable': 'TableName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::Kinesis::Stream': 'Name',
  'AWS::SSM::Parameter': 'Name',
  'AWS::SecretsManager::Secret': 'Name',
};
const TABLE_TYPES = new Set(['AWS::DynamoDB::Table', 'AWS::Serverless::SimpleTable']);
/** Of a table, in DynamoDB. */
const SHORTEST_NAME = 3;

/** The physical name of a resource: what its template calls it, or made of its logical id. */
export function nameOfResource(id: string, { Type, Properties }: Values, scope: TemplateScope): string {
  const type = String(Type);
  const properties = recordOf(Properties);
  const given = Object.hasOwn(NAME_PROPERTIES, type) ? properties[NAME_PROPERTIES[type] ?? ''] : undefined;
  if (given !== undefined) {
    try {
      // A name may be put together from parameters; one made of other resources would be a circle.
      return String(resolveValue(given, scope));
    } catch (error) {
      if (!(error instanceof UnresolvedValue)) throw error;
    }
  }
  // With the stack's before it, as CloudFormation writes it, where the id alone is shorter than AWS takes.
  if (TABLE_TYPES.has(type) && id.length < SHORTEST_NAME) return `local-${id}`;
  return type === 'AWS::SQS::Queue' && String(properties.FifoQueue) === 'true' ? `${id}.fifo` : id;
}
