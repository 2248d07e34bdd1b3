// A function with an extension in its own process, which goes on for a while after each answer.
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2020-01-01/extension`;
const note = (text) => appendFileSync(process.env.NOTES, `${text}\n`);

const registered = await fetch(`${api}/register`, {
  method: 'POST',
  headers: { 'Lambda-Extension-Name': 'telemetry' },
  body: JSON.stringify({ events: ['INVOKE'] }),
});
const id = registered.headers.get('lambda-extension-identifier');

const follow = async () => {
  for (;;) {
    const response = await fetch(`${api}/event/next`, { headers: { 'Lambda-Extension-Identifier': id } });
    const event = await response.json();
    await sleep(Number(process.env.AFTERWARDS_MS));
    console.log(`sent after the answer to ${event.requestId}`);
  }
};
follow().catch(() => {});
process.on('SIGTERM', () => {
  note('terminated');
  process.exit(0);
});

export const handler = async () => ({ ...(await registered.clone().json()), status: registered.status });
