import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Message, MessageDraft } from './message.js';
import { sizeOf } from './message.js';
import { isFifo, type QueueSettings } from './queue-settings.js';
import { SqsError } from './sqs-error.js';

export interface TakeOptions {
  readonly count: number;
  /** Default: the queue's. */
  readonly visibilityTimeoutSeconds?: number | undefined;
  /** Of all bodies and attributes together; default: no limit. */
  readonly bytes?: number | undefined;
  /** Keeps them from view until `release`, however long that takes; default: no. */
  readonly hold?: boolean | undefined;
}

/** How long SQS knows that a message of a FIFO queue was sent. */
const DEDUPLICATION_MS = 300_000;

/** A queue in memory, with the visibility time-outs, the order and the dead letters of SQS. */
export class Queue {
  readonly settings: QueueSettings;
  readonly url: string;
  readonly arn: string;
  readonly #bury: (message: Message) => void;
  readonly #waiting = new Set<() => void>();
  readonly #known = new Map<string, { readonly message: Message; readonly until: number }>();
  #messages: Message[] = [];
  #sequence = 18_850_000_000_000_000_000n;

  /** @param bury takes a message that was received as often as the redrive policy allows */
  constructor(settings: QueueSettings, url: string, arn: string, bury: (message: Message) => void) {
    this.settings = settings;
    this.url = url;
    this.arn = arn;
    this.#bury = bury;
  }

  /** @throws SqsError where a FIFO queue misses the group, or has no way to know the message again. */
  send(draft: MessageDraft): Message {
    const now = Date.now();
    const deduplicationId = this.#deduplicationIdOf(draft);
    const known = deduplicationId === undefined ? undefined : this.#known.get(deduplicationId);
    if (known && known.until > now) return known.message;
    const message: Message = {
      ...draft,
      deduplicationId,
      id: randomUUID(),
      sentAt: now,
      sequenceNumber: deduplicationId === undefined ? undefined : String(++this.#sequence),
      firstReceivedAt: undefined,
      receiveCount: 0,
      visibleAt: now + (draft.delaySeconds ?? this.settings.delaySeconds) * 1000,
      held: false,
      handle: undefined,
    };
    if (deduplicationId !== undefined) this.#remember(deduplicationId, message, now);
    this.#add(message);
    return message;
  }

  /** Takes a message that another queue has given up. */
  accept(message: Message): void {
    this.#add({
      ...message,
      firstReceivedAt: undefined,
      receiveCount: 0,
      visibleAt: 0,
      held: false,
      handle: undefined,
    });
  }

  /** What can be seen now. */
  take({ count, visibilityTimeoutSeconds, bytes = Number.POSITIVE_INFINITY, hold = false }: TakeOptions): Message[] {
    const now = Date.now();
    const { redrive, retentionSeconds } = this.settings;
    const taken: Message[] = [];
    /** Groups of which a message is away: those behind it wait. */
    const blocked = new Set<string | undefined>();
    let room = bytes;
    this.#messages = this.#messages.filter(({ sentAt }) => sentAt + retentionSeconds * 1000 > now);
    for (const message of [...this.#messages]) {
      if (taken.length === count) break;
      if (message.held || message.visibleAt > now) blocked.add(message.groupId);
      else if (isFifo(this.settings) && blocked.has(message.groupId)) continue;
      else if (redrive && message.receiveCount >= redrive.maxReceiveCount) {
        this.#remove(message);
        this.#bury({ ...message, deadLetterSource: this.arn });
      } else {
        room -= sizeOf(message);
        if (room < 0 && taken.length > 0) break;
        taken.push(message);
      }
    }
    for (const message of taken) {
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
      message.visibleAt = now + (visibilityTimeoutSeconds ?? this.settings.visibilityTimeoutSeconds) * 1000;
      message.held = hold;
      message.handle = `${message.id}.${randomBytes(24).toString('base64url')}`;
    }
    return taken;
  }

  /** What can be seen now, or else what comes first within a time. */
  async receive(options: TakeOptions, waitMillis: number, signal?: AbortSignal): Promise<Message[]> {
    const until = Date.now() + waitMillis;
    for (;;) {
      const taken = signal?.aborted ? [] : this.take(options);
      const left = until - Date.now();
      if (taken.length > 0 || left <= 0 || signal?.aborted) return taken;
      await this.#change(left, signal);
    }
  }

  /** Deletes a message by the handle of its latest receipt; by an older one nothing, as in SQS. */
  delete(handle: string): void {
    const message = this.#withHandle(handle);
    if (!message) return;
    if (isFifo(this.settings) && !message.held && message.visibleAt <= Date.now()) {
      throw SqsError.parameter('The receipt handle has expired.');
    }
    this.#remove(message);
    this.#notify();
  }

  changeVisibility(handle: string, seconds: number): void {
    const message = this.#withHandle(handle);
    const now = Date.now();
    if (!message || (!message.held && message.visibleAt <= now)) {
      throw new SqsError('MessageNotInflight', `The message of the handle ${handle} is not in flight.`);
    }
    message.visibleAt = now + seconds * 1000;
    message.held = false;
    this.#notify();
  }

  /** The invocation that had these messages is over: they come back when their time is. */
  release(messages: readonly Message[]): void {
    for (const message of messages) message.held = false;
    this.#notify();
  }

  purge(): void {
    this.#messages = [];
    this.#notify();
  }

  /** How many messages can be seen, are being processed, and are still to come. */
  counts(): { readonly visible: number; readonly inFlight: number; readonly delayed: number } {
    const now = Date.now();
    const away = this.#messages.filter(({ held, visibleAt }) => held || visibleAt > now);
    const inFlight = away.filter(({ handle }) => handle !== undefined).length;
    return { visible: this.#messages.length - away.length, inFlight, delayed: away.length - inFlight };
  }

  #deduplicationIdOf({ body, groupId, deduplicationId }: MessageDraft): string | undefined {
    if (!isFifo(this.settings)) return undefined;
    if (groupId === undefined) {
      throw new SqsError('MissingParameter', 'The request must contain the parameter MessageGroupId.');
    }
    if (deduplicationId !== undefined) return deduplicationId;
    if (this.settings.contentBasedDeduplication) return createHash('sha256').update(body).digest('hex');
    throw SqsError.parameter(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }

  #remember(deduplicationId: string, message: Message, now: number): void {
    for (const [id, { until }] of this.#known) if (until <= now) this.#known.delete(id);
    this.#known.set(deduplicationId, { message, until: now + DEDUPLICATION_MS });
  }

  #add(message: Message): void {
    this.#messages.push(message);
    this.#notify();
  }

  #remove(message: Message): void {
    this.#messages = this.#messages.filter((other) => other !== message);
  }

  #withHandle(handle: string): Message | undefined {
    if (!/^[\da-f-]{36}\.[\w-]{32}$/.test(handle)) {
      throw new SqsError(
        'ReceiptHandleIsInvalid',
        `The input receipt handle "${handle}" is not a valid receipt handle.`,
      );
    }
    return this.#messages.find((message) => message.handle === handle);
  }

  /** Resolves when something may be seen that was not, at the latest after `millis`. */
  #change(millis: number, signal: AbortSignal | undefined): Promise<void> {
    const now = Date.now();
    const next = Math.min(
      ...this.#messages
        .filter(({ held, visibleAt }) => !held && visibleAt > now)
        .map(({ visibleAt }) => visibleAt - now),
      millis,
    );
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(next, 60_000));
      this.#waiting.add(done);
      signal?.addEventListener('abort', done);
    });
  }

  #notify(): void {
    for (const done of [...this.#waiting]) done();
  }
}
