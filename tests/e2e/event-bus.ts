import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BusEntry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly TraceHeader?: string;
}

export interface EventBus {
  readonly url: string;
  /** What was put on it, in order. */
  readonly entries: BusEntry[];
  /** The headers of the requests. */
  readonly requests: IncomingHttpHeaders[];
  /** Why the next request is refused, if it is. */
  refusal: string | undefined;
  close(): Promise<void>;
}

/** Takes PutEvents as EventBridge does, on the loopback interface. */
export const startEventBus = async (): Promise<EventBus> => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { Entries: entries } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { Entries: BusEntry[] };
    const { refusal } = bus;
    bus.refusal = undefined;
    bus.requests.push(request.headers);
    if (!refusal) bus.entries.push(...entries);
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(
      JSON.stringify({
        FailedEntryCount: refusal ? entries.length : 0,
        Entries: entries.map((_, index) =>
          refusal ? { ErrorCode: refusal, ErrorMessage: 'no' } : { EventId: `${index}` },
        ),
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const bus: EventBus = {
    url: `http://127.0.0.1:${port}`,
    entries: [],
    requests: [],
    refusal: undefined,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return bus;
};
