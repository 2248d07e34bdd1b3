import { fork } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of its own that takes datagrams and forgets them, as the daemon would be. */
export const startSink = async () => {
  const child = fork(fileURLToPath(import.meta.url), ['--sink']);
  const [port] = await once(child, 'message');
  return {
    address: `127.0.0.1:${port}`,
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
};

if (process.argv.includes('--sink')) {
  const socket = createSocket('udp4', () => {});
  socket.bind(0, '127.0.0.1', () => process.send(socket.address().port));
  process.once('disconnect', () => process.exit());
}
