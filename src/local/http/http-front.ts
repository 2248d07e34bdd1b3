import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deferred } from '../deferred.js';
import type { Answer } from '../environment/running-invocation.js';
import { traceOfInvocation } from '../environment/trace-header.js';
import { LocalLambdaError } from '../errors.js';
import type { LocalFunctions } from '../functions/local-functions.js';
import type { Values } from '../is-record.js';
import { type AwsServices, awsActionOf } from '../services/aws-services.js';
import { type HttpResponse, jsonResponse } from './api-gateway-result.js';
import { authorize } from './authorizers.js';
import { pathOf } from './http-request.js';
import { integrationOf, notFound } from './integrations.js';
import { answerInvoke, invokedFunction } from './invoke-api.js';
import { refusalOf } from './local-callers.js';
import { readBody } from './read-body.js';
import { matchRoute, type Route, type RouteMatch, sortRoutes } from './routes.js';
import { StreamedResponse } from './streamed-response.js';

/** What API Gateway takes as a body: 10 MB. */
const BODY_LIMIT_BYTES = 10 * 1024 * 1024;

/** What the HTTP front serves. */
export interface Served {
  readonly functions: LocalFunctions;
  readonly routes: readonly Route[];
  readonly services: AwsServices;
  /** Of whoever sends requests: they stand in for the claims of tokens. Default: those of the token. */
  readonly claims?: Values | undefined;
  readonly region: string;
}

/** The functions' HTTP routes as API Gateway serves them, and the APIs of Lambda, SQS and EventBridge, on one loopback port. */
export class HttpFront {
  readonly url: string;
  readonly #server: Server;
  readonly #served = deferred<Served>();

  private constructor(server: Server) {
    this.#server = server;
    // Listening on a port, never on a pipe: the address is an object.
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => {
      // A client that went away while a response is streamed to it.
      response.on('error', () => {});
      this.#served.promise
        .then((served) => {
          const name = invokedFunction(request);
          const action = awsActionOf(request);
          const refusal = refusalOf(request, name !== undefined || action !== undefined);
          if (refusal) return send(response, jsonResponse(403, { message: refusal }));
          if (action) return served.services.answer(action, request, response);
          return name ? answerInvoke(name, served.functions, request, response) : answerHttp(served, request, response);
        })
        // A client that went away, or a local Lambda that is closing: there is nobody to tell.
        .catch(() => response.destroy());
    });
  }

  /** Takes the port: any that is free for 0. */
  static async listen(port: number): Promise<HttpFront> {
    const server = createServer({ requestTimeout: 0 });
    await listen(server, port);
    return new HttpFront(server);
  }

  /** Begins to answer: requests that came before have waited. */
  serve(served: Served): void {
    this.#served.resolve({ ...served, routes: sortRoutes(served.routes) });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const problem =
        error.code === 'EADDRINUSE'
          ? 'is in use. Stop what listens there, or choose another with --port'
          : error.message;
      reject(new LocalLambdaError(`Port ${port} ${problem}.`));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function answerHttp(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { functions, routes, claims, region } = served;
  const { method = 'GET', url = '/', headersDistinct: headers, rawHeaders } = request;
  const body = await readBody(request, BODY_LIMIT_BYTES);
  if (!body) return send(response, jsonResponse(413, { message: 'Request Entity Too Large' }));
  const match = matchRoute(routes, method, pathOf(url));
  if (!match) return send(response, notFound(routes));
  const trace = traceOfInvocation(headers['x-amzn-trace-id']?.[0]);
  const requestId = randomUUID();
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  const httpRequest = { method, url, headers, rawHeaders, body, sourceIp };
  const facts = { requestId, traceHeader: trace.header };
  response.setHeader('apigw-requestid', requestId);
  const authorization = await authorize({ request: httpRequest, match, facts }, functions, claims, region);
  if ('refusal' in authorization) return send(response, authorization.refusal);
  const event = integrationOf(match.route).toEvent(httpRequest, match, { ...facts, ...authorization });
  const { answered, report: over } = functions.call(match.route.functionName, JSON.stringify(event), {
    trigger: `${method} ${pathOf(url)}`,
    trace,
    sink: new StreamedResponse(response),
  });
  // What becomes of the invocation after its answer is nothing to this client.
  over.catch(() => {});
  const report = await answered;
  if (response.headersSent) {
    if (report.outcome === 'ok') response.end();
    // A body that broke off must not look complete.
    else response.destroy();
  } else {
    send(response, responseOf(report, match));
  }
}

function responseOf({ outcome, streamed, response }: Answer, { route }: RouteMatch): HttpResponse {
  const { failed, toResponse } = integrationOf(route);
  if (outcome !== 'ok') return failed();
  // A stream that ends before its first byte says nothing of its status.
  return streamed ? { statusCode: 200, headers: [], body: Buffer.alloc(0) } : toResponse(response, route);
}

function send(response: ServerResponse, { statusCode, headers, body }: HttpResponse): void {
  for (const [name, value] of headers) {
    // Those that describe the connection are this server's own.
    if (!/^(connection|content-length|transfer-encoding|keep-alive)$/.test(name)) response.setHeader(name, value);
  }
  response.statusCode = statusCode;
  // Not `writeHead`: Node.js then adds the length.
  response.end(body);
}
