import type { RequestListener } from 'node:http';

export const expressApp: () => RequestListener;
