import { messageOf } from '../errors.js';
import type { InputTransformer, RuleTarget } from '../events/delivery.js';
import type { BusRule } from '../events/event-bus.js';
import { compilePattern } from '../events/event-pattern.js';
import { compileFilter } from '../events/record-filter.js';
import { readSchedule } from '../events/schedule.js';
import type { ScheduledRule } from '../events/scheduler.js';
import { isRecord, recordOf, type Values } from '../is-record.js';
import type { Triggers } from '../services/triggers.js';
import type { QueueTrigger } from '../sqs/queue-poller.js';
import { type QueueSettings, queueNamed } from '../sqs/queue-settings.js';

/** A resource of a template. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  /** The physical name. */
  readonly name: string;
  /** With CloudFormation's functions carried out. */
  readonly properties: () => Values;
}

/** Triggers under construction, and what could not be read. */
interface Reading {
  readonly queues: QueueSettings[];
  readonly queueTriggers: QueueTrigger[];
  readonly buses: string[];
  readonly rules: BusRule[];
  readonly schedules: ScheduledRule[];
}

/** Lambda's own, for queues without a maximum. */
const DEFAULT_CONCURRENCY = 5;
const DEFAULT_BATCH_SIZE = 10;
/** What one receive of SQS gives: more needs a batching window. */
const LARGEST_RECEIVE = 10;

const RESOURCES: Readonly<Record<string, (resource: Resource, reading: Reading) => void>> = {
  'AWS::SQS::Queue': ({ name, properties }, { queues }) => void queues.push(queueOf(name, properties())),
  'AWS::Events::EventBus': ({ name }, { buses }) => void buses.push(name),
  'AWS::Lambda::EventSourceMapping': ({ properties }, { queueTriggers }) => {
    const mapping = properties();
    if (serviceOf(mapping.EventSourceArn) !== 'sqs') return;
    const functionName = lastPart(mapping.FunctionName);
    queueTriggers.push(queueTriggerOf(functionName, mapping.EventSourceArn, mapping));
  },
  'AWS::Events::Rule': ({ name, properties }, reading) => {
    const rule = properties();
    if (rule.State === 'DISABLED') return;
    const targets = (Array.isArray(rule.Targets) ? rule.Targets : []).flatMap(targetOf);
    if (rule.EventPattern !== undefined) reading.rules.push(ruleOf(name, rule.EventPattern, rule, targets));
    if (rule.ScheduleExpression !== undefined) {
      reading.schedules.push(scheduleOf(name, rule.ScheduleExpression, targets, false));
    }
  },
  'AWS::Scheduler::Schedule': ({ name, properties }, { schedules }) => {
    const { State: state, ScheduleExpression: expression, Target: target } = properties();
    if (state !== 'DISABLED') schedules.push(scheduleOf(name, expression, targetOf(target), true));
  },
};

/** Of events within `AWS::Serverless::Function`. */
const FUNCTION_EVENTS: Readonly<Record<string, (event: FunctionEvent, reading: Reading) => void>> = {
  SQS: ({ functionName, properties }, { queueTriggers }) => {
    if (isEnabled(properties)) queueTriggers.push(queueTriggerOf(functionName, properties.Queue, properties));
  },
  EventBridgeRule: readBusEvent,
  CloudWatchEvent: readBusEvent,
  Schedule: ({ name, properties, target }, { schedules }) => {
    if (isEnabled(properties)) schedules.push(scheduleOf(name, properties.Schedule, target, false));
  },
  ScheduleV2: ({ name, properties, target }, { schedules }) => {
    if (isEnabled(properties)) schedules.push(scheduleOf(name, properties.ScheduleExpression, target, true));
  },
};

interface FunctionEvent {
  readonly functionName: string;
  /** That of the rule or schedule. */
  readonly name: string;
  readonly properties: Values;
  readonly target: readonly RuleTarget[];
}

/**
 * What the resources of a template, and the events of its functions, have sent to functions.
 *
 * @param onProblem told in one line of what is left away, and why
 */
export function readTriggers(resources: readonly Resource[], onProblem: (problem: string) => void): Triggers {
  const reading: Reading = { queues: [], queueTriggers: [], buses: [], rules: [], schedules: [] };
  for (const resource of resources) {
    const read = Object.hasOwn(RESOURCES, resource.type) ? RESOURCES[resource.type] : undefined;
    if (read) attempt(resource.id, onProblem, () => read(resource, reading));
  }
  return reading;
}

/** What the `Events` of a function lead to; those that are requests are routes. */
export function readFunctionEvents(
  functionName: string,
  events: Values,
  onProblem: (problem: string) => void,
): Triggers {
  const reading: Reading = { queues: [], queueTriggers: [], buses: [], rules: [], schedules: [] };
  for (const [id, event] of Object.entries(events)) {
    const { Type: type, Properties: given } = recordOf(event);
    const read = Object.hasOwn(FUNCTION_EVENTS, String(type)) ? FUNCTION_EVENTS[String(type)] : undefined;
    if (!read) continue;
    const properties = recordOf(given);
    attempt(`${functionName}.${id}`, onProblem, () => {
      const name = String(properties.RuleName ?? properties.Name ?? functionName + id);
      read({ functionName, name, properties, target: [withInput('function', functionName, properties)] }, reading);
    });
  }
  return reading;
}

function attempt(place: string, onProblem: (problem: string) => void, read: () => void): void {
  try {
    read();
  } catch (error) {
    onProblem(`The template's ${place} is left away: ${messageOf(error)}`);
  }
}

function queueOf(name: string, properties: Values): QueueSettings {
  const policy = isRecord(properties.RedrivePolicy) ? properties.RedrivePolicy : parsed(properties.RedrivePolicy);
  const { deadLetterTargetArn: target, maxReceiveCount } = policy;
  const defaults = queueNamed(name);
  return {
    name,
    visibilityTimeoutSeconds: numberOf(properties.VisibilityTimeout, defaults.visibilityTimeoutSeconds),
    delaySeconds: numberOf(properties.DelaySeconds, defaults.delaySeconds),
    retentionSeconds: numberOf(properties.MessageRetentionPeriod, defaults.retentionSeconds),
    contentBasedDeduplication: String(properties.ContentBasedDeduplication) === 'true',
    redrive:
      target === undefined
        ? undefined
        : { queueName: lastPart(target), maxReceiveCount: numberOf(maxReceiveCount, 10) },
  };
}

function queueTriggerOf(functionName: string, queue: unknown, properties: Values): QueueTrigger {
  const { BatchSize, MaximumBatchingWindowInSeconds, FunctionResponseTypes: types, FilterCriteria } = properties;
  const batchingWindowSeconds = numberOf(MaximumBatchingWindowInSeconds, 0);
  const batchSize = numberOf(BatchSize, DEFAULT_BATCH_SIZE);
  if (batchSize > LARGEST_RECEIVE && batchingWindowSeconds === 0) {
    throw new Error(`a BatchSize of ${batchSize} needs a MaximumBatchingWindowInSeconds of at least 1`);
  }
  const filters = recordOf(FilterCriteria).Filters;
  return {
    functionName,
    queueName: lastPart(queue),
    batchSize,
    batchingWindowSeconds,
    reportsFailures: Array.isArray(types) && types.includes('ReportBatchItemFailures'),
    maxConcurrency: numberOf(recordOf(properties.ScalingConfig).MaximumConcurrency, DEFAULT_CONCURRENCY),
    filters: (Array.isArray(filters) ? filters : []).map((filter) => {
      const { Pattern: pattern } = recordOf(filter);
      return compileFilter(typeof pattern === 'string' ? JSON.parse(pattern) : pattern, 'body');
    }),
  };
}

function readBusEvent({ name, properties, target }: FunctionEvent, { rules }: Reading): void {
  if (isEnabled(properties)) rules.push(ruleOf(name, properties.Pattern, properties, target));
}

function ruleOf(
  name: string,
  pattern: unknown,
  { EventBusName: bus }: Values,
  targets: readonly RuleTarget[],
): BusRule {
  return { name, busName: bus === undefined ? undefined : lastPart(bus), matches: compilePattern(pattern), targets };
}

function scheduleOf(
  name: string,
  expression: unknown,
  targets: readonly RuleTarget[],
  isScheduler: boolean,
): ScheduledRule {
  return { name, schedule: readSchedule(String(expression)), targets, isScheduler };
}

/** Functions and queues; whatever else a rule leads to is not here. */
function targetOf(target: unknown): RuleTarget[] {
  const properties = recordOf(target);
  const service = serviceOf(properties.Arn);
  if (service === 'lambda') return [withInput('function', lastPart(properties.Arn), properties)];
  return service === 'sqs' ? [withInput('queue', lastPart(properties.Arn), properties)] : [];
}

function withInput(kind: RuleTarget['kind'], name: string, properties: Values): RuleTarget {
  const { Input: input, InputPath: path, InputTransformer: transformer, SqsParameters: sqs } = properties;
  const { MessageGroupId: group } = recordOf(sqs);
  return {
    kind,
    name,
    input: input === undefined || typeof input === 'string' ? input : JSON.stringify(input),
    inputPath: path === undefined ? undefined : String(path),
    inputTransformer: isRecord(transformer) ? transformerOf(transformer) : undefined,
    messageGroupId: group === undefined ? undefined : String(group),
  };
}

function transformerOf({ InputPathsMap: paths, InputTemplate: template }: Values): InputTransformer {
  const entries = Object.entries(recordOf(paths)).map(([name, path]) => [name, String(path)]);
  return { paths: Object.fromEntries(entries), template: String(template ?? '') };
}

function isEnabled({ Enabled: enabled, State: state }: Values): boolean {
  return String(enabled) !== 'false' && state !== 'DISABLED';
}

function serviceOf(arn: unknown): string | undefined {
  return typeof arn === 'string' ? arn.split(':')[2] : undefined;
}

/** The name at the end of an ARN or a URL. */
function lastPart(text: unknown): string {
  return String(text).split(/[:/]/).at(-1) ?? '';
}

function numberOf(value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (Number.isFinite(number) && number >= 0) return number;
  throw new Error(`${JSON.stringify(value)} is not a number`);
}

function parsed(json: unknown): Values {
  return typeof json === 'string' ? recordOf(JSON.parse(json)) : {};
}
