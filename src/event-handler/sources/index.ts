import { type AlbEvent, type AlbResult, alb } from './alb.js';
import { type ApiGatewayV1Event, type ApiGatewayV1Result, apiGatewayV1 } from './api-gateway-v1.js';
import { type ApiGatewayV2Event, type ApiGatewayV2Result, apiGatewayV2 } from './api-gateway-v2.js';
import type { EncodedReply, EventSource, HttpRequest, ResponseType } from './event-source.js';

export type HttpEvent = ApiGatewayV1Event | ApiGatewayV2Event | AlbEvent;

/** What `resolve` gives back to Lambda; which one depends on the event. */
export type RouterResponse = ApiGatewayV1Result | ApiGatewayV2Result | AlbResult;

/** One event, read by the source that knows it. */
export interface Exchange {
  readonly responseType: ResponseType;
  readonly event: HttpEvent;
  readonly request: HttpRequest;
  toResult(reply: EncodedReply): RouterResponse;
}

// An ALB's event has all of a REST API's fields but `resource`: it is asked first.
const openers = [opener(apiGatewayV2), opener(alb), opener(apiGatewayV1)];

/** Reads an event by the first source that knows it; undefined where none does. */
export function openExchange(event: unknown): Exchange | undefined {
  for (const open of openers) {
    const exchange = open(event);
    if (exchange) return exchange;
  }
  return undefined;
}

function opener<TEvent extends HttpEvent>(source: EventSource<TEvent, RouterResponse>) {
  return (event: unknown): Exchange | undefined =>
    source.matches(event)
      ? {
          responseType: source.responseType,
          event,
          request: source.toRequest(event),
          toResult: (reply) => source.toResult(reply, event),
        }
      : undefined;
}
