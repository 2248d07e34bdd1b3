import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LocalLambdaError } from '../errors.js';
import { pathOf } from '../http/http-request.js';
import { answerApi, type PageData } from './api.js';
import { refusalOf } from './guard.js';
import { type PageFile, readPageFiles } from './page-files.js';

const DEFAULT_PAGE_PORT = 3210;

/** Nothing from elsewhere is loaded, nothing but what was built is run, and no other page shows this one within itself. */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** The page that shows the session, and its data, on a loopback port of their own. */
export class PageServer {
  readonly url: string;
  readonly #server: Server;
  readonly #token = randomBytes(24).toString('base64url');
  readonly #files: ReadonlyMap<string, PageFile>;

  private constructor(server: Server, folder: string, data: PageData) {
    this.#server = server;
    // Listening on a port, never on a pipe: the address is an object.
    const { port } = server.address() as AddressInfo;
    this.url = `http://127.0.0.1:${port}`;
    this.#files = readPageFiles(folder, this.#token);
    server.on('request', (request, response) => {
      response.on('error', () => {});
      this.#answer(data, port, request, response).catch(() => response.destroy());
    });
  }

  /**
   * @param port the port to take; undefined takes the usual one, or any that is free
   * @param folder where the built page is
   */
  static async listen(port: number | undefined, folder: string, data: PageData): Promise<PageServer> {
    const server = createServer({ requestTimeout: 0 });
    await listen(server, port);
    try {
      return new PageServer(server, folder, data);
    } catch (error) {
      server.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #answer(data: PageData, port: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const refusal = refusalOf(request, port, this.#token);
    if (refusal) return sendText(response, refusal.status, refusal.message);
    const path = pathOf(request.url ?? '/');
    if (path.startsWith('/api/')) return answerApi(data, request, response);
    const file = request.method === 'GET' || request.method === 'HEAD' ? this.#files.get(path) : undefined;
    if (!file) return sendText(response, 404, `There is nothing at ${path}.`);
    response.writeHead(200, { 'Content-Type': file.contentType, 'Cache-Control': 'no-store' }).end(file.body);
  }
}

async function listen(server: Server, port: number | undefined): Promise<void> {
  try {
    await listenOn(server, port ?? DEFAULT_PAGE_PORT);
  } catch (error) {
    const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    // Another `dev` has the usual one: this page may be anywhere.
    if (port === undefined && inUse) return listenOn(server, 0);
    const problem = inUse ? 'is in use. Choose another with --ui-port, or none with --no-ui' : String(error);
    throw new LocalLambdaError(`Port ${port} of the page ${problem}.`);
  }
}

function listenOn(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
