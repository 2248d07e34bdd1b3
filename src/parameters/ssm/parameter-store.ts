import { BaseProvider } from '../base/base-provider.js';
import { decryptByDefault } from '../base/environment.js';
import { withAdvice } from '../base/explain-failure.js';
import type { Send } from '../base/sdk-sender.js';
import { inSpan } from '../base/telemetry.js';
import { transformValue } from '../base/transform.js';
import type { GetMaybeUndefined, GetOptionsInterface } from '../base/types.js';
import { GetParameterError, SetParameterError, TransformParameterError } from '../errors.js';
import { Batches } from './batches.js';
import { SSM } from './description.js';
import type {
  SSMGetMultipleOptions,
  SSMGetMultipleOutput,
  SSMGetOptions,
  SSMGetOutput,
  SSMGetParametersByNameOptions,
  SSMGetParametersByNameOutput,
  SSMSetOptions,
} from './options.js';

/** What of the options says which value is meant, beside the name. */
interface Meant extends GetOptionsInterface {
  /** Whether a `SecureString` is decrypted. */
  readonly decrypt?: boolean | undefined;
  /** Whether it is also what lies deeper below the path. */
  readonly recursive?: boolean | undefined;
  readonly sdkOptions?: { readonly WithDecryption?: boolean | undefined } | undefined;
}

const ERRORS_KEY = '_errors';

/** Parameters of SSM, whoever makes the requests. */
export class SSMParameterStore extends BaseProvider {
  readonly #send: Send;
  readonly #batches: Batches;

  constructor(send: Send, client?: unknown) {
    super({ awsSdkV3Client: client, description: SSM });
    this.#send = send;
    this.#batches = new Batches(send);
  }

  /**
   * A parameter's value.
   *
   * @throws {GetParameterError} it could not be fetched.
   * @throws {ParameterNotFoundError} there is none, and `throwOnMissing` is set.
   * @throws {TransformParameterError} it is not what `transform` says.
   */
  override get<
    ExplicitUserProvidedType = undefined,
    InferredFromOptionsType extends SSMGetOptions | undefined = SSMGetOptions,
  >(
    name: string,
    options?: NonNullable<InferredFromOptionsType & SSMGetOptions>,
  ): Promise<
    GetMaybeUndefined<SSMGetOutput<ExplicitUserProvidedType, InferredFromOptionsType>, InferredFromOptionsType>
  > {
    // The value's type is what the caller says that the parameter holds.
    return super.get(name, options) as ReturnType<typeof this.get<ExplicitUserProvidedType, InferredFromOptionsType>>;
  }

  /**
   * The parameters below a path, all pages, by the rest of their names.
   *
   * @throws {GetParameterError} they could not be fetched.
   * @throws {TransformParameterError} one is not what `transform` says, and `throwOnTransformError` is set.
   */
  override getMultiple<
    ExplicitUserProvidedType = undefined,
    InferredFromOptionsType extends SSMGetMultipleOptions | undefined = undefined,
  >(
    path: string,
    options?: NonNullable<InferredFromOptionsType & SSMGetMultipleOptions>,
  ): Promise<SSMGetMultipleOutput<ExplicitUserProvidedType, InferredFromOptionsType> | undefined> {
    return super.getMultiple(path, options) as Promise<
      SSMGetMultipleOutput<ExplicitUserProvidedType, InferredFromOptionsType>
    >;
  }

  /**
   * Parameters by their names, ten in a request. An option of a parameter wins over that of all.
   *
   * @throws {GetParameterError} one is not there or could not be fetched, and `throwOnError` is not `false`; or the request
   * as a whole failed.
   * @throws {TransformParameterError} one is not what its `transform` says, and `throwOnError` is not `false`.
   */
  async getParametersByName<ExplicitUserProvidedType = undefined>(
    parameters: Readonly<Record<string, SSMGetParametersByNameOptions>>,
    options: SSMGetParametersByNameOptions = {},
  ): Promise<SSMGetParametersByNameOutput<ExplicitUserProvidedType>> {
    const throws = options.throwOnError ?? true;
    if (!throws && Object.hasOwn(parameters, ERRORS_KEY)) {
      throw new GetParameterError(`You cannot fetch a parameter named ${ERRORS_KEY} in graceful error mode.`);
    }
    const asked = Object.entries(parameters).map(([name, own]) => ({ name, ...merged(options, own) }));
    const results = await Promise.allSettled(asked.map((one) => this.#readByName(one)));
    const values: [string, unknown][] = [];
    const failed: string[] = [];
    for (const [index, result] of results.entries()) {
      const { name = '', decrypt = false } = asked[index] ?? {};
      if (result.status === 'fulfilled') {
        if (result.value === undefined) failed.push(name);
        else values.push([name, result.value]);
        continue;
      }
      const isTransform = result.reason instanceof TransformParameterError;
      if (throws || !(isTransform || decrypt)) throw result.reason;
      failed.push(name);
      if (isTransform) values.push([name, undefined]);
    }
    if (throws && failed.length > 0) {
      throw new GetParameterError(`Failed to fetch parameters: ${failed.join(', ')}`);
    }
    if (!throws) values.push([ERRORS_KEY, failed]);
    // The values' type is what the caller says that the parameters hold.
    return Object.fromEntries(values) as SSMGetParametersByNameOutput<ExplicitUserProvidedType>;
  }

  /**
   * Writes a parameter, and forgets what is kept of it.
   *
   * @returns its version.
   * @throws {SetParameterError} it could not be written.
   */
  async set(name: string, options: SSMSetOptions): Promise<number> {
    const { value, overwrite = false, description, kmsKeyId, sdkOptions } = options;
    const input = {
      Tier: options.tier ?? 'Standard',
      Type: options.parameterType ?? 'String',
      Overwrite: overwrite,
      ...(kmsKeyId && { KeyId: kmsKeyId }),
      ...(description && { Description: description }),
      ...sdkOptions,
      Name: name,
      Value: value,
    };
    return inSpan('set', SSM.id, { 'parameters.name': name }, async () => {
      try {
        const { Version } = await this.#send('PutParameter', input);
        return Version as number;
      } catch (cause) {
        // Without the text of AWS, which may quote the value.
        const message = withAdvice(`Unable to set parameter with name ${name}`, cause, SSM.toSet);
        throw new SetParameterError(message, { cause });
      } finally {
        this.valueCache.forget((key) => concerns(key, name));
      }
    });
  }

  /** Reads a parameter's text. Undefined: there is none. */
  protected override async _get(name: string, options?: NonNullable<SSMGetOptions>): Promise<string | undefined> {
    const answer = await this.#send('GetParameter', {
      ...options?.sdkOptions,
      Name: name,
      WithDecryption: decrypts(options),
    });
    return (answer.Parameter as { readonly Value?: string } | undefined)?.Value;
  }

  /** Reads all parameters below a path, page by page, by the rest of their names. */
  protected override async _getMultiple(
    path: string,
    options?: NonNullable<SSMGetMultipleOptions>,
  ): Promise<Record<string, string | undefined>> {
    const { sdkOptions, recursive = sdkOptions?.Recursive } = options ?? {};
    const found: [string, string | undefined][] = [];
    let NextToken: unknown;
    do {
      const page = await this.#send('GetParametersByPath', {
        ...sdkOptions,
        Path: path,
        WithDecryption: decrypts(options),
        ...(recursive !== undefined && { Recursive: recursive }),
        ...(NextToken !== undefined && { NextToken }),
      });
      const parameters = (page.Parameters ?? []) as readonly { readonly Name: string; readonly Value?: string }[];
      for (const { Name, Value } of parameters) found.push([below(path, Name), Value]);
      NextToken = page.NextToken || undefined;
    } while (NextToken !== undefined);
    return Object.fromEntries(found);
  }

  /** The encrypted text is another value than the text, and the parameters of one level others than those of all. */
  protected override cacheKey(name: string, options: Meant | undefined): string {
    const { recursive, sdkOptions } = options ?? {};
    const { WithDecryption: _, ...rest } = sdkOptions ?? {};
    const more = Object.keys(rest).length > 0 ? `,${JSON.stringify(rest)}` : '';
    return `${super.cacheKey(name, options)}${decrypts(options) ? ',decrypt' : ''}${recursive ? ',recursive' : ''}${more}`;
  }

  #readByName(asked: SSMGetParametersByNameOptions & { name: string; decrypt: boolean }): Promise<unknown> {
    const { name, decrypt, transform } = asked;
    return this.valueCache.read(this.cacheKey(name, asked), asked, async (outcome) => {
      const value = await this.#batches.get(name, decrypt, outcome);
      return transform ? transformValue(value, transform, name) : value;
    });
  }
}

function merged(all: SSMGetParametersByNameOptions, own: SSMGetParametersByNameOptions) {
  return {
    maxAge: own.maxAge ?? all.maxAge,
    staleWhileRevalidate: own.staleWhileRevalidate ?? all.staleWhileRevalidate,
    forceFetch: own.forceFetch ?? all.forceFetch,
    transform: own.transform ?? all.transform,
    decrypt: own.decrypt ?? all.decrypt ?? decryptByDefault(),
  };
}

function decrypts(options: Meant | undefined): boolean {
  return options?.decrypt ?? options?.sdkOptions?.WithDecryption ?? decryptByDefault();
}

function below(path: string, name: string): string {
  const rest = name.startsWith(path) ? name.slice(path.length) : name;
  return rest.startsWith('/') ? rest.slice(1) : rest;
}

/** Whether a key is of the parameter, or of a path that it lies under. */
function concerns(key: string, name: string): boolean {
  // Names in SSM have no comma.
  const kept = key.slice(0, key.indexOf(','));
  return kept === name || name.startsWith(kept.endsWith('/') ? kept : `${kept}/`);
}
