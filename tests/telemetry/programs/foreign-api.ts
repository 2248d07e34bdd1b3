import { withPowertools } from 'otel-powertools';

// Another copy of the API has made the global, and has a version that ours refuses.
Reflect.set(globalThis, Symbol.for('opentelemetry.js.api.1'), { version: process.env.OTHER_VERSION });
const handler = withPowertools(async (_event: object) => 'answer', { traces: 'none' });
process.stdout.write(`${await handler({}, Object.create(null))}\n`);
