// Does at import everything that a module of ours must not.
import { createSocket } from 'node:dgram';

export const region = process.env.AWS_REGION;
export const socket = createSocket('udp4').bind(0);
export const timer = setInterval(() => {}, 60_000);
globalThis.busyFixture = true;
process.on('beforeExit', () => {});
