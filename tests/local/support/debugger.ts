import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Socket } from 'node:net';

type Message = Readonly<Record<string, unknown>>;

/** A client of Node.js's inspector: its protocol, over a WebSocket. Node.js 20 has none of its own. */
export class DebuggerClient {
  readonly #socket: Socket;
  readonly #waiting: {
    readonly matches: (message: Message) => boolean;
    readonly resolve: (message: Message) => void;
  }[] = [];
  readonly #unread: Message[] = [];
  #received = Buffer.alloc(0);
  #lastId = 0;

  private constructor(socket: Socket, head: Buffer) {
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#read(head);
  }

  static connect(url: string): Promise<DebuggerClient> {
    return new Promise((resolve, reject) => {
      const headers = {
        ...{ Connection: 'Upgrade', Upgrade: 'websocket' },
        ...{ 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': randomBytes(16).toString('base64') },
      };
      request(url.replace('ws:', 'http:'), { headers })
        .on('upgrade', (_response, socket: Socket, head) => resolve(new DebuggerClient(socket, head)))
        .on('error', reject)
        .end();
    });
  }

  /** Calls a method; resolves with its result. */
  async call(method: string, params: object = {}): Promise<Message> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#send(JSON.stringify({ id, method, params }));
    const { result, error } = await this.#next((message) => message.id === id);
    if (error) throw new Error(JSON.stringify(error));
    return result as Message;
  }

  /** The parameters of the next event of that name, also of one that has come already. */
  async event(name: string): Promise<Message> {
    return (await this.#next(({ method }) => method === name)).params as Message;
  }

  close(): void {
    this.#socket.destroy();
  }

  #next(matches: (message: Message) => boolean): Promise<Message> {
    const index = this.#unread.findIndex(matches);
    if (index >= 0) return Promise.resolve(this.#unread.splice(index, 1)[0] ?? {});
    return new Promise((resolve) => this.#waiting.push({ matches, resolve }));
  }

  #send(text: string): void {
    const data = Buffer.from(text);
    const mask = randomBytes(4);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(data.length);
    const head =
      data.length < 126 ? Buffer.from([0x81, 0x80 | data.length]) : Buffer.concat([Buffer.from([0x81, 0xfe]), length]);
    this.#socket.write(Buffer.concat([head, mask, data.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]));
  }

  #read(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (let frame = this.#frame(); frame !== undefined; frame = this.#frame()) {
      const message: Message = JSON.parse(frame);
      const index = this.#waiting.findIndex(({ matches }) => matches(message));
      if (index >= 0) this.#waiting.splice(index, 1)[0]?.resolve(message);
      else this.#unread.push(message);
    }
  }

  /** The inspector's frames are whole texts. */
  #frame(): string | undefined {
    const received = this.#received;
    if (received.length < 2) return undefined;
    const short = received.readUInt8(1) & 0x7f;
    const start = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (received.length < start) return undefined;
    const length = short < 126 ? short : short === 126 ? received.readUInt16BE(2) : Number(received.readBigUInt64BE(2));
    if (received.length < start + length) return undefined;
    this.#received = received.subarray(start + length);
    return received.toString('utf8', start, start + length);
  }
}
