import * as powertools from '@aws-lambda-powertools/event-handler/http';
import { cors } from '@aws-lambda-powertools/event-handler/http/middleware';
import * as ours from 'otel-powertools/event-handler';
import { describe, expect, it } from 'vitest';
import { context, type RequestParts, receive, sharedSourceNames, sources } from './fixtures.js';
import { program } from './powertools-program.mjs';

const requests: RequestParts[] = [
  { path: '/' },
  { path: '/orders/42' },
  { path: '/orders/42/' },
  { path: '/orders/a%2Fb' },
  { path: '/orders/latest' },
  { path: '/x/y' },
  { path: '/reports/2026/q1/total' },
  { path: '/orders', method: 'POST', body: '{"n":1}', headers: { 'content-type': 'application/json' } },
  { path: '/orders', method: 'PUT', body: 'text', query: 'a=1&b=2', headers: { 'content-type': 'text/plain' } },
  { path: '/list' },
  { path: '/number' },
  { path: '/null' },
  { path: '/web' },
  { path: '/proxy' },
  { path: '/image' },
  { path: '/bad' },
  { path: '/range' },
  { path: '/syntax' },
  { path: '/thrown-not-found' },
  { path: '/boom' },
  { path: '/nothing/at/all' },
  { path: '/guarded' },
  { path: '/guarded', headers: { authorization: 'yes' } },
  { path: '/v1/child/7' },
  { path: '/list', headers: { origin: 'https://shop.example' } },
  {
    path: '/list',
    method: 'OPTIONS',
    headers: {
      origin: 'https://shop.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'content-type',
    },
  },
];

const runs = sharedSourceNames.flatMap((source) => requests.map((request) => ({ source, request })));

describe('a program written for Powertools', () => {
  const theirApp = program({ ...powertools, cors });
  const ourApp = program(ours);

  it.each(runs)('gets the same answer to $request.path as $source sends it', async ({ source, request }) => {
    const event = sources[source](request);
    const [expected, actual] = [await theirApp.resolve(event, context), await ourApp.resolve(event, context)].map(
      receive,
    );
    // A 204 has no body for a content type to be of.
    if (expected?.status === 204) delete expected.headers['content-type'];
    expect(actual).toEqual(expected);
  });
});
