import { SpanKind } from '@opentelemetry/api';
import type { ExportableSpan } from 'otel-powertools/exporters/xray';
import { LAMBDA_PARENT_ID, span, spanId } from '../spans.js';

/** Which span is the parent of which: all of the first, each of the one before, or ten of each. */
export type Shape = 'flat' | 'chain' | 'tree';

const PARENTS: Readonly<Record<Shape, (index: number) => number>> = {
  flat: () => 0,
  chain: (index) => index - 1,
  tree: (index) => Math.floor((index - 1) / 10),
};

/** Spans as a program makes them: some attributes each, and ids from `first` on. */
export const spansOf = (shape: Shape, count: number, first = 1): ExportableSpan[] =>
  Array.from({ length: count }, (_, index) =>
    span({
      id: spanId(first + index),
      parent: index === 0 ? LAMBDA_PARENT_ID : spanId(first + PARENTS[shape](index)),
      name: `GET /items/${index}`,
      kind: index === 0 ? SpanKind.SERVER : SpanKind.CLIENT,
      attributes: {
        'http.request.method': 'GET',
        'url.full': `https://api.example.com/items/${index}?page=1`,
        'http.response.status_code': 200,
        'server.address': 'api.example.com',
        'order.id': `order-${index}`,
      },
    }),
  );
