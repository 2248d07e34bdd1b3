// An extension in a process of its own: writes down what it is told.
import { appendFileSync } from 'node:fs';

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2020-01-01/extension`;
const registered = await fetch(`${api}/register`, {
  method: 'POST',
  headers: { 'Lambda-Extension-Name': 'external.mjs' },
  body: JSON.stringify({ events: ['INVOKE', 'SHUTDOWN'] }),
});
const headers = { 'Lambda-Extension-Identifier': registered.headers.get('lambda-extension-identifier') };
if (process.env.FAIL_INIT) {
  await fetch(`${api}/init/error`, {
    method: 'POST',
    headers: { ...headers, 'Lambda-Extension-Function-Error-Type': 'Extension.NoConfiguration' },
    body: JSON.stringify({ errorMessage: 'there is no configuration' }),
  });
  process.exit(1);
}
for (;;) {
  const event = await (await fetch(`${api}/event/next`, { headers })).json();
  appendFileSync(process.env.NOTES, `${JSON.stringify(event)}\n`);
  if (event.eventType === 'SHUTDOWN') break;
}
