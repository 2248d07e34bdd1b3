import { LocalLambdaError } from '../errors.js';
import type { FunctionDefinition } from '../functions/function-definition.js';
import type { QueueTrigger } from '../sqs/queue-poller.js';
import { queueNamed } from '../sqs/queue-settings.js';
import type { Triggers } from './triggers.js';

const QUEUE_NAME = /^[\w-]{1,80}(\.fifo)?$/;

/**
 * Adds what `--queue NAME[=FUNCTION]` means: a queue of that name, unless the template has it, whose messages go to the
 * function, or to the first one.
 *
 * @throws LocalLambdaError for what is no name, or of no function
 */
export function withQueues(
  options: readonly string[],
  functions: readonly FunctionDefinition[],
  triggers: Triggers,
): Triggers {
  const added = options.map((option): QueueTrigger => {
    const [queueName = '', wanted] = option.split('=', 2);
    if (!QUEUE_NAME.test(queueName)) {
      throw new LocalLambdaError(`--queue ${option}: write the queue's name, or NAME=FUNCTION.`);
    }
    const target = functions.find(({ name, handler }) => wanted === undefined || name === wanted || handler === wanted);
    if (!target) {
      const known = functions.map(({ name }) => name).join(', ');
      throw new LocalLambdaError(`--queue ${option}: there is no function "${wanted}". Running: ${known}.`);
    }
    return {
      ...{ functionName: target.name, queueName, batchSize: 10, batchingWindowSeconds: 0 },
      ...{ reportsFailures: true, maxConcurrency: 5, filters: [] },
    };
  });
  const isNew = (queueTrigger: QueueTrigger): boolean =>
    !triggers.queueTriggers.some(
      ({ queueName, functionName }) =>
        queueName === queueTrigger.queueName && functionName === queueTrigger.functionName,
    );
  return {
    ...triggers,
    queues: [...triggers.queues, ...added.map(({ queueName }) => queueNamed(queueName))],
    queueTriggers: [...triggers.queueTriggers, ...added.filter(isNew)],
  };
}
