/** An event of Amazon EventBridge. */
export interface EventBridgeTestEvent<TDetailType extends string, TDetail> {
  id: string;
  version: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  source: string;
  'detail-type': TDetailType;
  detail: TDetail;
}

export interface EventBridgeEventOptions<TDetailType extends string, TDetail> {
  readonly detailType: TDetailType;
  readonly detail: TDetail;
  /** Default: `test`. */
  readonly source?: string;
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
