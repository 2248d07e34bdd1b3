import { LocalLambdaError } from '../errors.js';
import { ACCOUNT_ID } from '../functions/function-definition.js';
import type { Message } from './message.js';
import { Queue } from './queue.js';
import { isFifo, type QueueSettings, queueNamed } from './queue-settings.js';
import { SqsError } from './sqs-error.js';

/** The URL of a queue at the local endpoint. */
export function queueUrl(endpoint: string, name: string): string {
  return `${endpoint}/${ACCOUNT_ID}/${name}`;
}

/** The queues of the local Lambda. */
export class Sqs {
  readonly #queues = new Map<string, Queue>();
  readonly #endpoint: string;
  readonly #region: string;
  readonly #onNotice: (notice: string) => void;

  /** @param endpoint the URL at which the actions are answered */
  constructor(endpoint: string, region: string, onNotice: (notice: string) => void) {
    this.#endpoint = endpoint;
    this.#region = region;
    this.#onNotice = onNotice;
  }

  get queues(): readonly Queue[] {
    return [...this.#queues.values()];
  }

  /** Creates the queues; one of the same name is there already. Their dead-letter queues are created with them. */
  create(all: readonly QueueSettings[]): void {
    for (const settings of all)
      if (!this.#queues.has(settings.name)) this.#queues.set(settings.name, this.#make(settings));
    for (const { settings } of this.queues) {
      const { redrive, name } = settings;
      if (!redrive) continue;
      const target = this.#queues.get(redrive.queueName)?.settings ?? queueNamed(redrive.queueName);
      if (isFifo(target) !== isFifo(settings)) {
        throw new LocalLambdaError(
          `The dead-letter queue "${target.name}" of the queue "${name}" is of another kind: both are FIFO queues, or neither.`,
        );
      }
      if (!this.#queues.has(target.name)) this.#queues.set(target.name, this.#make(target));
    }
  }

  find(name: string): Queue | undefined {
    return this.#queues.get(name);
  }

  /** The queue that a request names by its URL, of which the last part counts. */
  at(url: unknown): Queue {
    if (typeof url !== 'string') {
      throw new SqsError('MissingParameter', 'The request must contain the parameter QueueUrl.');
    }
    return this.named(url.slice(url.lastIndexOf('/') + 1));
  }

  named(name: string): Queue {
    const queue = this.#queues.get(name);
    if (queue) return queue;
    const known = [...this.#queues.keys()].join(', ') || 'none';
    throw new SqsError('QueueDoesNotExist', `The specified queue does not exist: "${name}". There are: ${known}.`);
  }

  #make(settings: QueueSettings): Queue {
    const { name } = settings;
    const arn = `arn:aws:sqs:${this.#region}:${ACCOUNT_ID}:${name}`;
    return new Queue(settings, queueUrl(this.#endpoint, name), arn, (message) => this.#bury(settings, message));
  }

  #bury({ name, redrive }: QueueSettings, message: Message): void {
    if (!redrive) return;
    this.#queues.get(redrive.queueName)?.accept(message);
    this.#onNotice(
      `${name}: message ${message.id} was received ${message.receiveCount} times, and is in ${redrive.queueName} now.`,
    );
  }
}
