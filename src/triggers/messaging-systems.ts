/**
 * `messaging.system`, the same for who sends and who receives. Those of SQS and SNS are the semantic conventions' own, which
 * have none for the others.
 */
export const MESSAGING_SYSTEMS = {
  sqs: 'aws_sqs',
  sns: 'aws.sns',
  eventBridge: 'aws_eventbridge',
  kinesis: 'aws_kinesis',
} as const;
