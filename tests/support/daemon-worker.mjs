// The receiving socket has a thread of its own: a busy test must not let the kernel's buffer overflow.
import { createSocket } from 'node:dgram';
import { parentPort } from 'node:worker_threads';

const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
socket.on('message', (datagram) => parentPort.postMessage(datagram));
socket.bind(0, '127.0.0.1', () => parentPort.postMessage(socket.address().port));
