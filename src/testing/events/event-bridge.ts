/** An event of Amazon EventBridge. */
export interface EventBridgeTestEvent<TDetailType extends string, TDetail> {
  /** The id of the event: a new UUID for each. */
  id: string;
  /** The version of the event's form: `0`. */
  version: string;
  /** The number of the account: `123456789012`. */
  account: string;
  /** When it happened, in ISO 8601: `2026-01-01T00:00:00Z`. */
  time: string;
  /** The region that it is from: `us-east-1`. */
  region: string;
  /** The ARNs of what it is about. */
  resources: string[];
  /** Who sent it, such as `shop.orders`. */
  source: string;
  /** What kind of event it is, such as `OrderPlaced`. */
  'detail-type': TDetailType;
  /** What the sender has to say. */
  detail: TDetail;
}

export interface EventBridgeEventOptions<TDetailType extends string, TDetail> {
  /** What kind of event it is, such as `OrderPlaced`. */
  readonly detailType: TDetailType;
  /** What the sender has to say. */
  readonly detail: TDetail;
  /** Default: `test`. */
  readonly source?: string;
  /** The ARNs of what it is about. Default: none. */
  readonly resources?: readonly string[];
}

/**
 * An event of EventBridge, typed by its detail.
 *
 * @example
 * eventBridgeEvent({ source: 'shop.orders', detailType: 'OrderPlaced', detail: { order: 7 } });
 */
export function eventBridgeEvent<TDetailType extends string, TDetail>(
  options: EventBridgeEventOptions<TDetailType, TDetail>,
): EventBridgeTestEvent<TDetailType, TDetail> {
  return {
    id: crypto.randomUUID(),
    version: '0',
    account: '123456789012',
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: [...(options.resources ?? [])],
    source: options.source ?? 'test',
    'detail-type': options.detailType,
    detail: options.detail,
  };
}
