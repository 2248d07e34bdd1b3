import type { Credentials } from './sigv4.js';

interface Held {
  readonly credentials: Credentials;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** New ones are there some minutes before the old ones expire. */
const MARGIN_MILLIS = 60_000;

/** As long as the AWS SDK waits. */
const TIMEOUT_MILLIS = 1000;

const ECS_ENDPOINT = 'http://169.254.170.2';

/** Loopback, ECS and EKS: hosts that a request reaches without leaving the machine, so that it need not be encrypted. */
const LOCAL_HOST = /^(localhost|127(\.\d+){3}|\[::1\]|169\.254\.170\.23?|\[fd00:ec2::23\])$/;

interface Holder {
  held?: Held;
  pending?: Promise<Held> | undefined;
}

/** Not in the state that the rest of the package shares, as this imports nothing; every copy of it shares this. */
const HOLDER = Symbol.for('otel-powertools.credentials');

/**
 * As `credentialsOf`, in the context of its caller, who sees to it that the request is not traced: for what is loaded on
 * demand, because a bundler has all evaluated on demand that such a module imports, and this imports nothing.
 *
 * The credentials of the function's role: from its environment, else from the endpoint that Lambda names where
 * environments are restored from a snapshot, and that ECS and EKS name in every container.
 *
 * @param advice - Ends the message where none are set: what else the caller offers.
 * @throws Error when there are none.
 */
export async function readCredentials(advice = '', env: NodeJS.ProcessEnv = process.env): Promise<Credentials> {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, sessionToken };
  const holder = credentialsHolder();
  if (holder.held && holder.held.expires > Date.now()) return holder.held.credentials;
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
  const url = relative ? `${ECS_ENDPOINT}${relative}` : env.AWS_CONTAINER_CREDENTIALS_FULL_URI;
  if (!url) {
    throw missing(
      'neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY nor AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor ' +
        `AWS_CONTAINER_CREDENTIALS_FULL_URI is set, and profiles are not read.${advice}`,
    );
  }
  // Requests that need them at the same time wait for the same answer.
  holder.pending ??= fetchCredentials(url, env).finally(() => {
    holder.pending = undefined;
  });
  holder.held = await holder.pending;
  return holder.held.credentials;
}

function credentialsHolder(): Holder {
  // Under this symbol there is only ever what this function has put there.
  const state = globalThis as { [HOLDER]?: Holder };
  state[HOLDER] ??= {};
  return state[HOLDER];
}

interface CredentialsDocument {
  readonly AccessKeyId?: string;
  readonly SecretAccessKey?: string;
  readonly Token?: string;
  readonly Expiration?: string;
}

function missing(reason: string, cause?: unknown): Error {
  return new Error(`No AWS credentials to sign with: ${reason}`, { cause });
}

/** Its message names no more of the address than the host. */
function containerEndpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && LOCAL_HOST.test(url.hostname))) return url;
  throw missing(
    `AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or http on this machine or of ECS or EKS, and is ${url?.origin ?? 'no URL'}.`,
  );
}

/** EKS changes the token from time to time, and names a file that has the present one. */
function authorizationToken(env: NodeJS.ProcessEnv): string | undefined {
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  if (!file) return env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
  return process.getBuiltinModule('node:fs').readFileSync(file, 'utf8').trim();
}

async function fetchCredentials(address: string, env: NodeJS.ProcessEnv): Promise<Held> {
  const url = containerEndpoint(address);
  const token = authorizationToken(env);
  const request = async () => {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(TIMEOUT_MILLIS),
      ...(token && { headers: { authorization: token } }),
    });
    return { response, body: await response.text() };
  };
  const { response, body } = await request().catch((cause: unknown) => {
    throw missing(`${url.origin} gave no answer within ${TIMEOUT_MILLIS} ms.`, cause);
  });
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = readDocument(body);
  if (!response.ok || !AccessKeyId || !SecretAccessKey) {
    throw missing(`the container's endpoint answered ${response.status}${response.ok ? ' without any' : ''}.`);
  }
  return {
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token },
    expires: (Expiration ? Date.parse(Expiration) : 0) - MARGIN_MILLIS,
  };
}

/** A document that is none of these has none of the members that are asked for. */
function readDocument(body: string): CredentialsDocument {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return {};
  }
}
