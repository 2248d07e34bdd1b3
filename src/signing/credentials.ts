import type { Credentials } from './sigv4.js';

interface Held {
  readonly credentials: Credentials;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** New ones are there some minutes before the old ones expire. */
const MARGIN_MILLIS = 60_000;

const ECS_ENDPOINT = 'http://169.254.170.2';

let held: Held | undefined;

/**
 * The credentials of the function's role: from its environment, else from the endpoint that Lambda names where
 * environments are restored from a snapshot, and that ECS and EKS name in every container.
 *
 * @throws Error when there are none.
 */
export const credentialsOf = async (env: NodeJS.ProcessEnv = process.env): Promise<Credentials> => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, sessionToken };
  if (held && held.expires > Date.now()) return held.credentials;
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
  const url = relative ? `${ECS_ENDPOINT}${relative}` : env.AWS_CONTAINER_CREDENTIALS_FULL_URI;
  if (!url) {
    throw new Error(
      'No AWS credentials to sign with: neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY nor AWS_CONTAINER_CREDENTIALS_FULL_URI is set.',
    );
  }
  held = await fetchCredentials(url, authorizationToken(env));
  return held.credentials;
};

/** EKS changes the token from time to time, and names a file that has the present one. */
const authorizationToken = (env: NodeJS.ProcessEnv): string | undefined => {
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  if (!file) return env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
  return process.getBuiltinModule('node:fs').readFileSync(file, 'utf8').trim();
};

interface CredentialsDocument {
  readonly AccessKeyId?: string;
  readonly SecretAccessKey?: string;
  readonly Token?: string;
  readonly Expiration?: string;
}

const fetchCredentials = async (url: string, token: string | undefined): Promise<Held> => {
  const response = await fetch(url, token ? { headers: { authorization: token } } : {});
  // A document that is none of these has none of the members that are asked for.
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = (await response.json()) as CredentialsDocument;
  if (!response.ok || !AccessKeyId || !SecretAccessKey) {
    throw new Error(`No AWS credentials to sign with: the container's endpoint answered ${response.status}.`);
  }
  return {
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token },
    expires: (Expiration ? Date.parse(Expiration) : 0) - MARGIN_MILLIS,
  };
};
