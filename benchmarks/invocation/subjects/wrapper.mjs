import { withPowertools } from 'otel-powertools';

export const handler = withPowertools(async () => 'done');
