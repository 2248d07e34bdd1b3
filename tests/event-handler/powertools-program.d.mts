import type { RouterResponse } from '../../src/event-handler/index.js';

export const program: (library: object) => { resolve(event: unknown, context: unknown): Promise<RouterResponse> };
