import { withPowertools } from 'otel-powertools';
import { answer } from '../events.mjs';

export const handler = withPowertools(async () => answer());
