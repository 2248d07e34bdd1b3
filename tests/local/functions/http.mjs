const actions = {
  event: (event) => ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) }),
  text: () => 'just text',
  object: () => ({ order_id: 'o-1' }),
  nothing: () => undefined,
  number: () => 42,
  structured: () => ({
    statusCode: 201,
    headers: { 'X-Order': 'o-1', 'Content-Length': '999', 'content-type': 'text/html' },
    cookies: ['a=1; HttpOnly', 'b=2'],
    body: '<p>',
  }),
  binary: () => ({
    statusCode: 200,
    headers: { 'content-type': 'image/png' },
    isBase64Encoded: true,
    body: 'iVBORw==',
  }),
  empty: () => ({ statusCode: 204 }),
  'wrong status': () => ({ statusCode: 'many' }),
  'wrong body': () => ({ statusCode: 200, body: { not: 'text' } }),
  'wrong header': () => ({ statusCode: 200, headers: { 'x-a': 'a\nb' }, body: '' }),
  throw: () => {
    throw new Error('boom');
  },
  exit: () => process.exit(1),
};

export const handler = async (event) => {
  const action = event.queryStringParameters?.do ?? 'event';
  console.log(JSON.stringify({ message: action }));
  return actions[action](event);
};

export const other = async (event, context) => ({ other: event, clientContext: context.clientContext });
