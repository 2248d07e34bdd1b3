import { randomUUID } from 'node:crypto';
import { ACCOUNT_ID } from '../functions/function-definition.js';
import { isRecord, type Values } from '../is-record.js';
import { ServiceError } from '../services/service-error.js';
import { type Delivery, payloadFor, type RuleTarget } from './delivery.js';
import type { EventTest } from './event-pattern.js';

/** A rule of an event bus. */
export interface BusRule {
  /** Undefined for the default bus. */
  readonly busName: string | undefined;
  readonly name: string;
  readonly matches: EventTest;
  readonly targets: readonly RuleTarget[];
}

const DEFAULT_BUS = 'default';
const LARGEST_REQUEST = 10;
const ENTRY_LIMIT_BYTES = 1_048_576;

/** The event buses of the local Lambda. */
export class EventBuses {
  readonly #rules: readonly BusRule[];
  readonly #names: ReadonlySet<string>;
  readonly #region: string;
  readonly #deliver: (delivery: Delivery) => void;
  readonly #onNotice: (notice: string) => void;

  constructor(
    buses: { readonly names: readonly string[]; readonly rules: readonly BusRule[]; readonly region: string },
    deliver: (delivery: Delivery) => void,
    onNotice: (notice: string) => void,
  ) {
    this.#rules = buses.rules;
    this.#names = new Set([DEFAULT_BUS, ...buses.names]);
    this.#region = buses.region;
    this.#deliver = deliver;
    this.#onNotice = onNotice;
  }

  /** Takes events as PutEvents does: each is taken or refused alone. @throws ServiceError for none, or too many */
  put(input: Values, traceHeader: string | undefined): Values {
    const entries = Array.isArray(input.Entries) ? input.Entries.filter(isRecord) : [];
    if (entries.length === 0 || entries.length > LARGEST_REQUEST) {
      const problem = `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length from 1 to ${LARGEST_REQUEST}`;
      throw new ServiceError('ValidationException', problem);
    }
    const results = entries.map((entry) => this.#take(entry, traceHeader));
    return { FailedEntryCount: results.filter(({ ErrorCode: code }) => code !== undefined).length, Entries: results };
  }

  #take(entry: Values, requestHeader: string | undefined): Values {
    const problem = problemOf(entry);
    if (problem) return problem;
    const { Source: source, DetailType: detailType, Detail: detail, Resources: resources, Time: time } = entry;
    const { EventBusName: given, TraceHeader: own } = entry;
    const busName = nameOfBus(given);
    const id = randomUUID();
    if (!this.#names.has(busName)) {
      this.#onNotice(`There is no event bus "${busName}" in the template: an event of ${String(source)} goes nowhere.`);
      return { EventId: id };
    }
    const event = {
      version: '0',
      id,
      'detail-type': detailType,
      source,
      account: ACCOUNT_ID,
      time: timeOf(time),
      region: this.#region,
      resources: Array.isArray(resources) ? resources.map(String) : [],
      detail: JSON.parse(String(detail)),
    };
    const traceHeader = typeof own === 'string' ? own : requestHeader;
    for (const rule of this.#rules) {
      if ((rule.busName ?? DEFAULT_BUS) !== busName || !rule.matches(event)) continue;
      for (const target of rule.targets) {
        this.#deliver({
          target,
          payload: payloadFor(target, event, rule.name),
          traceHeader,
          trigger: `EventBridge ${rule.name}`,
        });
      }
    }
    return { EventId: id };
  }
}

function problemOf({ Source: source, DetailType: detailType, Detail: detail }: Values): Values | undefined {
  for (const [name, value] of Object.entries({ Source: source, DetailType: detailType, Detail: detail })) {
    if (typeof value === 'string' && value !== '') continue;
    return refused('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
  }
  if (String(source).startsWith('aws.')) {
    return refused('NotAuthorizedForSourceException', `Not authorized for the source ${String(source)}.`);
  }
  if (Buffer.byteLength(String(detail)) > ENTRY_LIMIT_BYTES) {
    return refused('InvalidArgument', `Total size of the entry is more than ${ENTRY_LIMIT_BYTES} bytes.`);
  }
  return isJsonObject(String(detail)) ? undefined : refused('MalformedDetail', 'Detail is malformed.');
}

function refused(code: string, message: string): Values {
  return { ErrorCode: code, ErrorMessage: message };
}

function isJsonObject(text: string): boolean {
  try {
    return isRecord(JSON.parse(text));
  } catch {
    return false;
  }
}

/** A bus is named, or its ARN is given. */
function nameOfBus(given: unknown): string {
  return typeof given === 'string' && given !== '' ? given.slice(given.lastIndexOf('/') + 1) : DEFAULT_BUS;
}

/** The protocol writes times as seconds; an event has no parts of them. */
function timeOf(time: unknown): string {
  const date =
    typeof time === 'number' ? new Date(time * 1000) : typeof time === 'string' ? new Date(time) : new Date();
  return (Number.isNaN(date.getTime()) ? new Date() : date).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
