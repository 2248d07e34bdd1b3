import { InvalidEventError } from '../errors.js';
import { type AlbEvent, type AlbResult, alb } from './alb.js';
import { type ApiGatewayV1Event, type ApiGatewayV1Result, apiGatewayV1 } from './api-gateway-v1.js';
import { type ApiGatewayV2Event, type ApiGatewayV2Result, apiGatewayV2 } from './api-gateway-v2.js';
import type { EncodedReply, EventSource, HttpRequest, ResponseType } from './event-source.js';
import { type EventShape, type Fields, hasShape, isFields, misfits } from './shape.js';
import {
  type VpcLatticeResult,
  type VpcLatticeV1Event,
  type VpcLatticeV2Event,
  vpcLatticeV1,
  vpcLatticeV2,
} from './vpc-lattice.js';

export type HttpEvent = ApiGatewayV1Event | ApiGatewayV2Event | AlbEvent | VpcLatticeV1Event | VpcLatticeV2Event;

/** What `resolve` gives back to Lambda; which one depends on the event. */
export type RouterResponse = ApiGatewayV1Result | ApiGatewayV2Result | AlbResult | VpcLatticeResult;

/** One event, read by the source that knows it. */
export interface Exchange {
  readonly responseType: ResponseType;
  readonly event: HttpEvent;
  readonly request: HttpRequest;
  toResult(reply: EncodedReply): RouterResponse;
}

interface Opener {
  readonly name: string;
  readonly responseType: ResponseType;
  readonly shape: EventShape;
  resembles(event: Fields): boolean;
  open(event: Fields): Exchange;
  toResult(reply: EncodedReply): RouterResponse;
}

// An ALB's event may have all of a REST API's fields: it is asked before.
const openers: readonly Opener[] = [
  opener(apiGatewayV2),
  opener(alb),
  opener(vpcLatticeV2),
  opener(vpcLatticeV1),
  opener(apiGatewayV1),
];

/**
 * Reads an event by the first source that knows it.
 *
 * @throws InvalidEventError where none does.
 */
export function openExchange(event: unknown): Exchange {
  for (const source of openers) if (hasShape(event, source.shape)) return source.open(event);
  throw invalidEvent(event);
}

/** A reply in the form of a source, for who has no event of it. */
export function resultFor(responseType: ResponseType, reply: EncodedReply): RouterResponse {
  const source = openers.find((candidate) => candidate.responseType === responseType);
  if (!source) throw new TypeError(`There is no source of HTTP events that is called "${responseType}".`);
  return source.toResult(reply);
}

function opener<TEvent extends HttpEvent>(source: EventSource<TEvent, RouterResponse>): Opener {
  const { name, responseType, shape, resembles } = source;
  return {
    name,
    responseType,
    shape,
    resembles,
    open(given) {
      // It has the shape of what this source sends, and nobody else sends that.
      const event = given as unknown as TEvent;
      return {
        responseType,
        event,
        request: source.toRequest(event),
        toResult: (reply) => source.toResult(reply, event),
      };
    },
    toResult: (reply) => source.toResult(reply, undefined),
  };
}

function invalidEvent(event: unknown): InvalidEventError {
  const nearest = isFields(event) ? openers.find(({ resembles }) => resembles(event)) : undefined;
  const keys = isFields(event) ? Object.keys(event).slice(0, 12).join(', ') : typeof event;
  if (!nearest || !isFields(event)) {
    return new InvalidEventError(
      `The router takes events of API Gateway (REST and HTTP APIs), a Lambda function URL, an Application Load Balancer or VPC Lattice; this one has: ${keys || 'nothing'}.`,
    );
  }
  const issues = misfits(event, nearest.shape);
  return new InvalidEventError(
    `This looks like an event of ${nearest.name}, but ${issues.join('; ')}. It has: ${keys}.`,
    issues,
  );
}
