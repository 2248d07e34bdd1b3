import type { Agent, ClientRequest } from 'node:http';
import { credentialsOf } from '../../signing/credentials.js';
import { type SigningScope, signRequest } from '../../signing/sigv4.js';

/** Headers that say what is sent, and to whom it belongs; what proxies may change on the way is not signed. */
const SIGNED = /^(content-type|content-encoding|x-aws-.+)$/;

/** An agent that signs each request that goes through it with AWS Signature Version 4, by the function's credentials. */
export function createSigningAgent(protocol: string, scope: SigningScope): Agent {
  const { Agent: AgentOfProtocol } = process.getBuiltinModule(protocol === 'http:' ? 'node:http' : 'node:https');
  const agent = new AgentOfProtocol({ keepAlive: true });
  // What Node.js calls with each request before anything of it is sent. It is not in the types of Node.js.
  const addRequest: unknown = Reflect.get(agent, 'addRequest');
  if (typeof addRequest !== 'function')
    throw new TypeError('This Node.js has no Agent.addRequest to sign requests in.');
  Reflect.set(agent, 'addRequest', (request: ClientRequest, ...rest: unknown[]): void => {
    signWhenWhole(request, scope);
    Reflect.apply(addRequest, agent, [request, ...rest]);
  });
  return agent;
}

/** CloudWatch Logs wants to know where records go: where nothing else is said, to the log of the function itself. */
function logDestination(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  return {
    'x-aws-log-group': env.AWS_LAMBDA_LOG_GROUP_NAME,
    'x-aws-log-stream': env.AWS_LAMBDA_LOG_STREAM_NAME,
  };
}

/** Holds the body of a request back until it is whole, because the signature covers it, and sends both. */
function signWhenWhole(request: ClientRequest, scope: SigningScope): void {
  const chunks: Buffer[] = [];
  const { end } = request;
  const keep = (chunk: unknown): void => {
    if (typeof chunk === 'string') chunks.push(Buffer.from(chunk));
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  const send = async (): Promise<void> => {
    const body = Buffer.concat(chunks);
    const missing = scope.service === 'logs' ? logDestination(process.env) : {};
    for (const [name, value] of Object.entries(missing)) {
      if (value && !request.hasHeader(name)) request.setHeader(name, value);
    }
    const headers = new Map(
      Object.entries(request.getHeaders())
        .filter(([name]) => SIGNED.test(name))
        .map(([name, value]) => [name, String(value)]),
    );
    const url = new URL(request.path, `${request.protocol}//${String(request.getHeader('host'))}`);
    const signature = signRequest({ method: request.method, url, headers, body }, scope, await credentialsOf());
    for (const [name, value] of Object.entries(signature)) request.setHeader(name, value);
    request.setHeader('content-length', body.length);
    Reflect.apply(end, request, [body]);
  };
  Object.assign(request, {
    write(chunk: unknown) {
      keep(chunk);
      return true;
    },
    end(chunk?: unknown) {
      keep(chunk);
      send().catch((error: Error) => request.destroy(error));
      return request;
    },
  });
}
