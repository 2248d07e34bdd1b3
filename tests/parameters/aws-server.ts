import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { faultOf, type Key } from './signature.js';

export const REGION = 'eu-west-1';
export const KEY: Key = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret/key+', sessionToken: 'token==' };

export interface Parameter {
  readonly value: string;
  readonly type?: 'String' | 'StringList' | 'SecureString';
  version?: number;
}

export interface Received {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** An error of AWS: its name, and its text if it has one. */
export class AwsError extends Error {
  override readonly name: string;
  readonly status: number;

  constructor(name: string, message = '', status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

type Json = Record<string, unknown>;
type Operation = (input: Json) => Json;

/**
 * Parameter Store, Secrets Manager and AppConfig's data plane over loopback, as far as AWS's public models of them say,
 * for requests whose signatures are right.
 */
export const startAws = async () => {
  const parameters = new Map<string, Parameter>();
  const secrets = new Map<string, string | Uint8Array>();
  /** By application, environment and profile, joined by slashes. */
  const configurations = new Map<string, string>();
  const received: Received[] = [];
  const faults: string[] = [];
  /** Awaited before an answer: to have several requests at the same time, or none answered. */
  let gate: Promise<unknown> = Promise.resolve();
  /** Errors instead of answers, by a condition. */
  let refuse: (received: Received) => AwsError | undefined = () => undefined;
  /** What a session's tokens are for; each is good for one request. */
  let issued = 0;
  const tokens = new Map<string, { profile: string; seen: string | undefined }>();

  const describeParameter = (
    name: string,
    { value, type = 'String', version = 1 }: Parameter,
    decrypt: unknown,
  ): Json => ({
    Name: name,
    Type: type,
    Value: type === 'SecureString' && decrypt !== true ? `encrypted(${value.length})` : value,
    Version: version,
    ARN: `arn:aws:ssm:${REGION}:123456789012:parameter${name}`,
    DataType: 'text',
    LastModifiedDate: 1_700_000_000.5,
  });

  const operations: Readonly<Record<string, Operation>> = {
    'AmazonSSM.GetParameter': ({ Name, WithDecryption }) => {
      const found = parameters.get(String(Name));
      if (!found) throw new AwsError('ParameterNotFound');
      return { Parameter: describeParameter(String(Name), found, WithDecryption) };
    },
    'AmazonSSM.GetParameters': ({ Names, WithDecryption }) => {
      const names = Names as string[];
      if (names.length > 10)
        throw new AwsError('ValidationException', 'Member must have length less than or equal to 10');
      return {
        Parameters: names.flatMap((name) => {
          const found = parameters.get(name);
          return found ? [describeParameter(name, found, WithDecryption)] : [];
        }),
        InvalidParameters: names.filter((name) => !parameters.has(name)),
      };
    },
    'AmazonSSM.GetParametersByPath': ({ Path, Recursive, WithDecryption, MaxResults = 10, NextToken = '0' }) => {
      const prefix = String(Path).endsWith('/') ? String(Path) : `${Path}/`;
      const below = [...parameters].filter(([name]) => {
        const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
        return rest !== '' && (Recursive === true || !rest.includes('/'));
      });
      const end = Number(NextToken) + Number(MaxResults);
      return {
        Parameters: below
          .slice(Number(NextToken), end)
          .map(([name, found]) => describeParameter(name, found, WithDecryption)),
        ...(end < below.length && { NextToken: String(end) }),
      };
    },
    'AmazonSSM.PutParameter': ({ Name, Value, Type, Overwrite, Tier }) => {
      const name = String(Name);
      const before = parameters.get(name);
      if (before && Overwrite !== true) throw new AwsError('ParameterAlreadyExists', 'The parameter already exists.');
      if (Value === '') throw new AwsError('ValidationException', `Value '${Value}' at 'value' is too short`);
      const version = (before?.version ?? 0) + 1;
      parameters.set(name, { value: String(Value), type: Type as 'String', version });
      return { Version: version, Tier };
    },
    'secretsmanager.GetSecretValue': ({ SecretId, VersionStage }) => {
      const found = secrets.get(VersionStage ? `${SecretId}@${VersionStage}` : String(SecretId));
      if (found === undefined) {
        throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      }
      return {
        Name: SecretId,
        VersionId: randomUUID(),
        CreatedDate: 1_700_000_000.5,
        ...(typeof found === 'string'
          ? { SecretString: found }
          : { SecretBinary: Buffer.from(found).toString('base64') }),
      };
    },
    'secretsmanager.PutSecretValue': ({ SecretId, SecretString, SecretBinary, ClientRequestToken }) => {
      const id = String(SecretId);
      if (!secrets.has(id)) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the secret.");
      secrets.set(id, typeof SecretString === 'string' ? SecretString : Buffer.from(String(SecretBinary), 'base64'));
      return { Name: SecretId, VersionId: ClientRequestToken };
    },
    StartConfigurationSession: (input) => {
      const profile = [
        input.ApplicationIdentifier,
        input.EnvironmentIdentifier,
        input.ConfigurationProfileIdentifier,
      ].join('/');
      if (!configurations.has(profile)) throw new AwsError('ResourceNotFoundException', 'No such profile', 404);
      return { InitialConfigurationToken: issueToken(profile, undefined) };
    },
  };

  const issueToken = (profile: string, seen: string | undefined): string => {
    issued += 1;
    const token = `token ${issued}+/=`;
    tokens.set(token, { profile, seen });
    return token;
  };

  const sendLatest = (response: ServerResponse, token: string): void => {
    const session = tokens.get(token);
    tokens.delete(token);
    if (!session) throw new AwsError('BadRequestException', 'Token not valid');
    const configuration = configurations.get(session.profile) ?? '';
    response
      .writeHead(200, {
        'content-type': 'application/octet-stream',
        'next-poll-configuration-token': issueToken(session.profile, configuration),
        'next-poll-interval-in-seconds': '60',
      })
      .end(configuration === session.seen ? '' : configuration);
  };

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method = '', url: target = '', headers } = request;
    const url = new URL(target, 'http://localhost');
    const operation =
      headers['x-amz-target']?.toString() ??
      (url.pathname === '/configurationsessions' ? 'StartConfigurationSession' : 'GetLatestConfiguration');
    const isRest = !operation.includes('.');
    const service = isRest ? 'appconfig' : operation.startsWith('AmazonSSM') ? 'ssm' : 'secretsmanager';
    try {
      const token = url.searchParams.get('configuration_token') ?? '';
      const input: Json =
        operation === 'GetLatestConfiguration' ? { ConfigurationToken: token } : JSON.parse(body.toString());
      const asked = { operation: operation.slice(operation.indexOf('.') + 1), input };
      received.push(asked);
      const fault = faultOf({ method, target, headers, body }, KEY, REGION, service);
      if (fault) {
        faults.push(`${operation}: ${fault}`);
        throw new AwsError('InvalidSignatureException', fault, 403);
      }
      await gate;
      const refused = refuse(asked);
      if (refused) throw refused;
      if (operation === 'GetLatestConfiguration') {
        sendLatest(response, token);
        return;
      }
      const answer = operations[operation];
      if (!answer) throw new AwsError('UnknownOperationException', operation);
      const document = JSON.stringify(answer(input));
      const type = isRest ? 'application/json' : 'application/x-amz-json-1.1';
      response.writeHead(isRest ? 201 : 200, { 'content-type': type }).end(document);
    } catch (error) {
      const { name, message, status } =
        error instanceof AwsError ? error : new AwsError('InternalServerError', String(error), 500);
      response
        .writeHead(status, {
          'content-type': 'application/x-amz-json-1.1',
          ...(isRest && { 'x-amzn-errortype': `${name}:http://internal.amazon.com/` }),
        })
        .end(JSON.stringify({ ...(!isRest && { __type: `com.amazonaws.test#${name}` }), ...(message && { message }) }));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    parameters,
    secrets,
    configurations,
    received,
    faults,
    operations: () => received.map(({ operation }) => operation),
    refuseWhere(condition: typeof refuse): void {
      refuse = condition;
    },
    /** Answers nothing until what this returns is called. */
    hold(): () => void {
      const { promise, resolve } = withResolvers();
      gate = promise;
      return resolve;
    },
    /** As if the tokens that are out had been used or had become too old. */
    dropTokens: () => tokens.clear(),
    reset(): void {
      for (const each of [parameters, secrets, configurations, tokens]) each.clear();
      issued = 0;
      received.length = 0;
      faults.length = 0;
      gate = Promise.resolve();
      refuse = () => undefined;
    },
    close(): void {
      server.close();
      server.closeAllConnections();
    },
  };
};

export type AwsServer = Awaited<ReturnType<typeof startAws>>;

const withResolvers = () => {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};
