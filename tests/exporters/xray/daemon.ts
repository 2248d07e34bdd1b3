import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { startDaemon as startDaemonThread } from '../../support/daemon.js';

/** Something that listens where the X-Ray daemon would. */
export interface FakeDaemon extends AsyncDisposable {
  /** `host:port`, as `AWS_XRAY_DAEMON_ADDRESS` has it. */
  readonly address: string;
  readonly datagrams: Buffer[];
  /** Resolves when `count` datagrams are there. */
  received(count: number): Promise<Buffer[]>;
}

export const startDaemon = async (host = '127.0.0.1'): Promise<FakeDaemon> => {
  const socket: Socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  const datagrams: Buffer[] = [];
  socket.on('message', (message: Buffer, _from: RemoteInfo) => datagrams.push(message));
  socket.bind(0, host);
  await once(socket, 'listening');
  return {
    address: `${host.includes(':') ? `[${host}]` : host}:${socket.address().port}`,
    datagrams,
    async received(count) {
      while (datagrams.length < count) await once(socket, 'message', { signal: AbortSignal.timeout(5_000) });
      return datagrams;
    },
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, 'close');
    },
  };
};

/** The same with the socket in a thread of its own, which reads while this one is busy. */
export const startThreadedDaemon = async (): Promise<FakeDaemon> => {
  const { address, datagrams, close } = await startDaemonThread();
  return {
    address,
    datagrams,
    async received(count) {
      const end = Date.now() + 20_000;
      while (datagrams.length < count && Date.now() < end) await delay(5);
      return datagrams;
    },
    async [Symbol.asyncDispose]() {
      await close();
    },
  };
};
