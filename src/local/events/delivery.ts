import { isRecord, type Values } from '../is-record.js';

/** What a rule or a schedule sends something to, and what it sends there. */
export interface RuleTarget {
  readonly kind: 'function' | 'queue';
  /** The name of the function or the queue. */
  readonly name: string;
  /** What is sent in place of the event: JSON text. */
  readonly input?: string | undefined;
  /** The part of the event that is sent, such as `$.detail`. */
  readonly inputPath?: string | undefined;
  readonly inputTransformer?: InputTransformer | undefined;
  /** Of a message for a FIFO queue. */
  readonly messageGroupId?: string | undefined;
}

/** A text with parts of the event in it. */
export interface InputTransformer {
  /** Paths into the event, by the names that the text has for them. */
  readonly paths: Readonly<Record<string, string>>;
  /** `{ "order": <order> }` */
  readonly template: string;
}

/** An event on its way to a target. */
export interface Delivery {
  readonly target: RuleTarget;
  /** JSON text. */
  readonly payload: string;
  /** X-Ray's header that the sender gave. */
  readonly traceHeader: string | undefined;
  /** `EventBridge <rule>` */
  readonly trigger: string;
}

/** What a target gets of an event: JSON text. */
export function payloadFor({ input, inputPath, inputTransformer }: RuleTarget, event: Values, rule: string): string {
  if (input !== undefined) return input;
  if (inputTransformer) return transformed(inputTransformer, event, rule);
  return JSON.stringify(at(inputPath ?? '$', event)) ?? '{}';
}

/** `$.detail.items[0].id` */
function at(path: string, event: Values): unknown {
  const parts = path.replace(/^\$/, '').match(/[^.[\]]+/g) ?? [];
  return parts.reduce<unknown>((value, part) => {
    if (Array.isArray(value)) return value[Number(part)];
    return isRecord(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }, event);
}

function transformed({ paths, template }: InputTransformer, event: Values, rule: string): string {
  const own: Readonly<Record<string, unknown>> = {
    'aws.events.event': event,
    'aws.events.event.json': event,
    'aws.events.rule-name': rule,
    'aws.events.event.ingestion-time': new Date().toISOString(),
  };
  const partOf = (name: string): unknown => {
    if (Object.hasOwn(paths, name)) return at(paths[name] ?? '$', event);
    return Object.hasOwn(own, name) ? own[name] : undefined;
  };
  return template.replace(/<([\w.-]+)>/g, (whole, name: string, position: number) => {
    const value = partOf(name);
    if (value === undefined) return Object.hasOwn(paths, name) ? '' : whole;
    const json = JSON.stringify(value);
    if (!isWithinQuotes(template, position)) return json;
    const text = typeof value === 'string' ? json : JSON.stringify(json);
    return text.slice(1, -1);
  });
}

function isWithinQuotes(text: string, position: number): boolean {
  const before = text.slice(0, position).replace(/\\./g, '');
  return before.split('"').length % 2 === 0;
}
