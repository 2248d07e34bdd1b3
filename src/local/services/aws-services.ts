import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Delivery, RuleTarget } from '../events/delivery.js';
import { EventBuses } from '../events/event-bus.js';
import { runSchedules } from '../events/scheduler.js';
import type { LocalFunctions } from '../functions/local-functions.js';
import { readBody } from '../http/read-body.js';
import { isRecord, type Values } from '../is-record.js';
import { QueuePoller } from '../sqs/queue-poller.js';
import { queueNamed } from '../sqs/queue-settings.js';
import { Sqs } from '../sqs/sqs.js';
import { answerSqs } from '../sqs/sqs-actions.js';
import { ParameterStore, type StoredParameter } from './parameter-store.js';
import { ServiceError } from './service-error.js';
import type { Triggers } from './triggers.js';

/** A request in one of AWS's JSON protocols. */
export interface AwsAction {
  readonly service: keyof typeof CONTENT_TYPES;
  readonly action: string;
}

/** What the services have from templates and the command line. */
export interface LocalResources {
  readonly triggers: Triggers;
  readonly parameters: readonly StoredParameter[];
}

const TARGET = /^(AmazonSQS|AWSEvents|AmazonSSM)\.(\w+)$/;
const SERVICES = { AmazonSQS: 'sqs', AWSEvents: 'events', AmazonSSM: 'ssm' } as const;
/** Ten messages of 1 MiB, written as JSON. */
const BODY_LIMIT_BYTES = 16 * 1024 * 1024;
const CONTENT_TYPES = {
  sqs: 'application/x-amz-json-1.0',
  events: 'application/x-amz-json-1.1',
  ssm: 'application/x-amz-json-1.1',
} as const;

/** The action of SQS, EventBridge or SSM that a request asks for; undefined for any other request. */
export function awsActionOf({ method, headers }: IncomingMessage): AwsAction | undefined {
  const [, target, action] = method === 'POST' ? (String(headers['x-amz-target'] ?? '').match(TARGET) ?? []) : [];
  const service = isService(target) ? SERVICES[target] : undefined;
  return service && action !== undefined ? { service, action } : undefined;
}

/** SQS, EventBridge and the Parameter Store in memory, and what they lead to: queues, rules and schedules that send events to functions. */
export class AwsServices {
  readonly sqs: Sqs;
  readonly #triggers: Triggers;
  readonly #parameters: ParameterStore;
  readonly #region: string;
  readonly #onNotice: (notice: string) => void;
  readonly #closing: (() => Promise<void> | void)[] = [];
  #functions: LocalFunctions | undefined;
  readonly #buses: EventBuses;

  /**
   * @param endpoint the URL at which the requests come
   * @throws LocalLambdaError for queues that do not fit together
   */
  constructor(endpoint: string, region: string, resources: LocalResources, onNotice: (notice: string) => void) {
    const { triggers, parameters } = resources;
    this.#triggers = triggers;
    this.#parameters = new ParameterStore(parameters, region);
    this.#region = region;
    this.#onNotice = onNotice;
    this.sqs = new Sqs(endpoint, region, onNotice);
    // A queue of another stack is there as well, with SQS's defaults.
    this.sqs.create([...triggers.queues, ...triggers.queueTriggers.map(({ queueName }) => queueNamed(queueName))]);
    const { buses: names, rules } = triggers;
    this.#buses = new EventBuses({ names, rules, region }, (delivery) => this.#deliver(delivery), onNotice);
  }

  /** Begins to send events to functions. */
  start(functions: LocalFunctions): void {
    this.#functions = functions;
    for (const trigger of this.#triggers.queueTriggers) {
      const poller = new QueuePoller(this.sqs.named(trigger.queueName), trigger, functions, this.#region);
      poller.start();
      this.#closing.push(() => poller.stop());
    }
    this.#closing.push(runSchedules(this.#triggers.schedules, this.#region, (delivery) => this.#deliver(delivery)));
  }

  async answer({ service, action }: AwsAction, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const respond = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void => {
      const type = { 'Content-Type': CONTENT_TYPES[service], 'x-amzn-RequestId': randomUUID() };
      response.writeHead(status, { ...type, ...headers }).end(JSON.stringify(body));
    };
    try {
      const input = parse(await readBody(request, BODY_LIMIT_BYTES));
      const traceHeader = single(request.headers['x-amzn-trace-id']);
      if (service === 'ssm') return respond(200, this.#parameters.answer(action, input));
      if (service === 'events') return respond(200, this.#answerEvents(action, input, traceHeader));
      respond(200, await answerSqs(this.sqs, action, { input, traceHeader, signal: gone.signal }));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      respond(400, { __type: error.type, message: error.message }, error.headers);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#closing.splice(0).map((end) => end()));
  }

  #answerEvents(action: string, input: Values, traceHeader: string | undefined): Values {
    if (action === 'PutEvents') return this.#buses.put(input, traceHeader);
    throw new ServiceError('UnknownOperationException', `The EventBridge in memory does PutEvents, not ${action}.`);
  }

  #deliver({ target, payload, traceHeader, trigger }: Delivery): void {
    if (target.kind === 'queue') this.#enqueue(target, payload, traceHeader);
    // What becomes of it is in its report; and nobody waits for it, should the local Lambda be closed meanwhile.
    else this.#functions?.invoke(target.name, payload, { trigger, incomingTrace: traceHeader }).catch(() => {});
  }

  #enqueue({ name, messageGroupId: groupId }: RuleTarget, body: string, traceHeader: string | undefined): void {
    try {
      this.sqs.named(name).send({ body, attributes: {}, traceHeader, groupId });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      this.#onNotice(`An event did not reach the queue "${name}": ${error.message}`);
    }
  }
}

function isService(name: string | undefined): name is keyof typeof SERVICES {
  return name !== undefined && Object.hasOwn(SERVICES, name);
}

function parse(body: Buffer | undefined): Values {
  try {
    const value: unknown = JSON.parse(body?.toString('utf8') || '{}');
    if (body && isRecord(value)) return value;
  } catch {
    // Told below.
  }
  throw new ServiceError('SerializationException', 'The request is not a JSON object, or too long.');
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}
