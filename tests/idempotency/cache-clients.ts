import { type BaseClient, GlideClient, GlideClusterClient } from '@valkey/valkey-glide';
import { Cluster, Redis } from 'ioredis';
import type { CacheClient } from 'otel-powertools/idempotency/cache';
import { createClient, createCluster } from 'redis';

export interface Connection {
  readonly client: CacheClient;
  close(): unknown;
}

const ofGlide = (client: BaseClient & CacheClient): Connection => ({ client, close: () => client.close() });

/** The clients that the layer takes, each connected to a server on a port of this machine. */
export const clients: readonly [name: string, connect: (port: number) => Promise<Connection>][] = [
  [
    'redis',
    async (port) => {
      const client = createClient({ url: `redis://127.0.0.1:${port}` });
      await client.connect();
      return { client, close: () => client.destroy() };
    },
  ],
  [
    'ioredis',
    async (port) => {
      const client = new Redis(port, '127.0.0.1');
      return { client, close: () => client.disconnect() };
    },
  ],
  [
    '@valkey/valkey-glide',
    async (port) => ofGlide(await GlideClient.createClient({ addresses: [{ host: '127.0.0.1', port }] })),
  ],
];

/** The same, for a cluster. */
export const clusterClients: typeof clients = [
  [
    'redis',
    async (port) => {
      const client = createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${port}` }] });
      await client.connect();
      return { client, close: () => client.destroy() };
    },
  ],
  [
    'ioredis',
    async (port) => {
      const client = new Cluster([{ host: '127.0.0.1', port }]);
      return { client, close: () => client.disconnect() };
    },
  ],
  [
    '@valkey/valkey-glide',
    async (port) => ofGlide(await GlideClusterClient.createClient({ addresses: [{ host: '127.0.0.1', port }] })),
  ],
];
