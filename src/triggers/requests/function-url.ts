import { asText } from '../../shared/unknown.js';
import type { EventSource } from '../event-source.js';
import { describeRequest, factsOfFormat2, requestCarriers } from './describe-request.js';

/** A function URL: an HTTP API's event, but for the host. */
export const functionUrl: EventSource = {
  type: 'http',
  matches: ({ requestContext }) =>
    requestContext?.http !== undefined && asText(requestContext.domainName)?.includes('.lambda-url.') === true,
  describe: (shape) => describeRequest(shape, factsOfFormat2(shape)),
  carriers: requestCarriers,
  answers: 'http-or-body',
};
