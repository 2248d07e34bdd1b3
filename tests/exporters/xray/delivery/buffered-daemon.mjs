// Keeps datagrams as the X-Ray daemon does: a buffer for each, whatever its size; a batch of them is handed on every
// now and then, which frees their buffers; what comes while all are taken is dropped. The kernel's buffer is its default.
import { createSocket } from 'node:dgram';

const BUFFERS = 48;
const BATCH = 50;
const ENDPOINT_MILLIS = 60;

let taken = 0;
let spilled = 0;
const datagrams = [];

const socket = createSocket('udp4');
socket.on('message', (datagram) => {
  if (taken === BUFFERS) {
    spilled += 1;
    return;
  }
  taken += 1;
  datagrams.push(datagram);
});
setInterval(() => {
  taken = Math.max(0, taken - BATCH);
}, ENDPOINT_MILLIS);

process.on('message', () => {
  process.send({ spilled, datagrams: datagrams.splice(0).map((datagram) => datagram.toString('base64')) });
  spilled = 0;
});
process.on('disconnect', () => process.exit());
socket.bind(0, '127.0.0.1', () => process.send({ port: socket.address().port }));
