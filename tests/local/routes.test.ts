import { describe, expect, it } from 'vitest';
import { matchRoute, sortRoutes } from '../../src/local/http/routes.js';

const routes = sortRoutes(
  [
    '$default',
    'ANY /{proxy+}',
    'GET /orders',
    'ANY /orders',
    'GET /orders/{order_id}',
    'GET /orders/latest',
    'GET /files/{path+}',
  ].map((route) => {
    const [method = '', path = '$default'] = route === '$default' ? ['ANY'] : route.split(' ');
    return { functionName: 'f', method, path };
  }),
);

describe('the routes of an HTTP API', () => {
  it.each([
    ['GET', '/orders', 'GET /orders', undefined],
    ['POST', '/orders', 'ANY /orders', undefined],
    ['GET', '/orders/', 'GET /orders', undefined],
    ['GET', '/orders/a%20b', 'GET /orders/{order_id}', { order_id: 'a b' }],
    ['GET', '/orders/latest', 'GET /orders/latest', undefined],
    ['GET', '/orders/%E0%A4%A', 'GET /orders/{order_id}', { order_id: '%E0%A4%A' }],
    ['GET', '/files/a/b%20c', 'GET /files/{path+}', { path: 'a/b c' }],
    ['POST', '/orders/1', 'ANY /{proxy+}', { proxy: 'orders/1' }],
    ['GET', '/', '$default', undefined],
  ])('send %s %s to "%s"', (method, path, routeKey, pathParameters) => {
    expect(matchRoute(routes, method, path)).toMatchObject({ route: { functionName: 'f' }, routeKey, pathParameters });
  });

  it('may not take a request at all', () => {
    const only = [{ functionName: 'f', method: 'GET', path: '/orders' }];
    expect(matchRoute(only, 'POST', '/orders')).toBeUndefined();
    expect(matchRoute(only, 'GET', '/orders/1')).toBeUndefined();
  });

  it('keep a parameter that is named like a member of every object', () => {
    const [route] = [{ functionName: 'f', method: 'GET', path: '/{__proto__}' }];
    const match = matchRoute([route], 'GET', '/x');
    expect(Object.entries(match?.pathParameters ?? {})).toEqual([['__proto__', 'x']]);
  });
});
