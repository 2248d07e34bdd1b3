/** A queue, as its template or the command line describes it. */
export interface QueueSettings {
  readonly name: string;
  readonly visibilityTimeoutSeconds: number;
  readonly delaySeconds: number;
  readonly retentionSeconds: number;
  /** Where the SHA-256 of a message's body is its deduplication id; of FIFO queues only. */
  readonly contentBasedDeduplication: boolean;
  /** Undefined: a message comes again for ever. */
  readonly redrive: RedrivePolicy | undefined;
}

interface RedrivePolicy {
  /** The name of the dead-letter queue. */
  readonly queueName: string;
  readonly maxReceiveCount: number;
}

/** A queue with the defaults of SQS. */
export function queueNamed(name: string, settings: Partial<QueueSettings> = {}): QueueSettings {
  return {
    name,
    visibilityTimeoutSeconds: 30,
    delaySeconds: 0,
    retentionSeconds: 345_600,
    contentBasedDeduplication: false,
    redrive: undefined,
    ...settings,
  };
}

export function isFifo({ name }: QueueSettings): boolean {
  return name.endsWith('.fifo');
}
