/** A client of AWS SDK v3, or anything that sends its commands. */
export interface SdkClient {
  /** Sends a command of the SDK and resolves with its output. */
  send(command: object): Promise<object>;
}

/** Makes a request. Input and output are as the API has them. */
export type Send = (operation: string, input: object) => Promise<Readonly<Record<string, unknown>>>;

/** What is used of a client package of the AWS SDK. */
export interface SdkModule<Config> {
  readonly Client: new (config: Config) => SdkClient;
  /** By the operation's name. Their inputs are those of the API, which the provider knows. */
  readonly commands: Readonly<Record<string, new (input: never) => object>>;
}

/** The client, or the settings to make one with. */
export interface SdkOptions<Config> {
  readonly awsSdkV3Client?: SdkClient | undefined;
  readonly clientConfig?: Config | undefined;
}

/**
 * Sends by the AWS SDK. It is loaded from now on, in Lambda's initialisation phase if the provider is made there, and
 * awaited by the first request.
 *
 * @param packageName - Of the SDK, for the error where it is not installed.
 * @param light - The entry of this package that does without it.
 * @throws {Error} `awsSdkV3Client` has no `send`.
 */
export function sendWithSdk<Config>(
  load: () => Promise<SdkModule<Config>>,
  { awsSdkV3Client, clientConfig }: SdkOptions<Config>,
  defaultConfig: Config,
  packageName: string,
  light?: string,
): Send {
  if (awsSdkV3Client && typeof awsSdkV3Client.send !== 'function') {
    throw new Error(`awsSdkV3Client must be a client of ${packageName}, or another object with its send method`);
  }
  const connection = load().then(
    ({ commands, Client }) => ({ commands, client: awsSdkV3Client ?? new Client(clientConfig ?? defaultConfig) }),
    (cause: unknown) => {
      const instead = light ? `, or import ${light}, which does without it` : '';
      throw new Error(`${packageName} could not be loaded: install it${instead}`, { cause });
    },
  );
  // Whoever awaits it first is told; nobody may.
  connection.catch(() => {});
  return async (operation, input) => {
    const { commands, client } = await connection;
    const Command = commands[operation];
    if (!Command) throw new Error(`${packageName} has no command for ${operation}`);
    // The API's members, which are read with a check or a default each.
    return (await client.send(new Command(input as never))) as Readonly<Record<string, unknown>>;
  };
}
