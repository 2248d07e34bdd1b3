import type { GetMultipleOptionsInterface, GetOptionsInterface, GetOutput } from '../base/types.js';

export type { GetMaybeUndefined } from '../base/types.js';

interface SSMGetOptionsBase extends GetOptionsInterface {
  /** Decrypt a `SecureString`. Default: `POWERTOOLS_PARAMETERS_SSM_DECRYPT`, else `false`. */
  decrypt?: boolean | undefined;
  /** Members of the input of `GetParameter`. */
  sdkOptions?: { WithDecryption?: boolean | undefined } | undefined;
}

/** Options of `getParameter`. */
export type SSMGetOptions =
  | (SSMGetOptionsBase & { transform: 'json' })
  | (SSMGetOptionsBase & { transform: 'binary' })
  | (SSMGetOptionsBase & { transform?: never })
  | undefined;

/** The type of a parameter: text, or JSON with that transform, or the one that is named. */
export type SSMGetOutput<ExplicitUserProvidedType = undefined, InferredFromOptionsType = undefined> = GetOutput<
  ExplicitUserProvidedType,
  InferredFromOptionsType,
  string
>;

/** Filters by type, KMS key or label: see the API of `GetParametersByPath`. */
export interface SSMParameterFilter {
  /** What is looked at: `Type`, `KeyId` or `Label`. */
  Key: string;
  /** How it is compared: `Equals` or `BeginsWith`. */
  Option?: string | undefined;
  /** What it may be; one that fits is enough. */
  Values?: string[] | undefined;
}

interface SSMGetMultipleOptionsBase extends GetMultipleOptionsInterface {
  /** Decrypt `SecureString`s. Default: `POWERTOOLS_PARAMETERS_SSM_DECRYPT`, else `false`. */
  decrypt?: boolean | undefined;
  /** Also what lies deeper below the path. Default: `false`. */
  recursive?: boolean | undefined;
  /** Members of the input of `GetParametersByPath`. `MaxResults` is the size of a page; all pages are read. */
  sdkOptions?:
    | {
        MaxResults?: number | undefined;
        ParameterFilters?: SSMParameterFilter[] | undefined;
        Recursive?: boolean | undefined;
        WithDecryption?: boolean | undefined;
      }
    | undefined;
}

/** Options of `getParameters`. */
export type SSMGetMultipleOptions =
  | (SSMGetMultipleOptionsBase & { transform: 'json' })
  | (SSMGetMultipleOptionsBase & { transform: 'binary' })
  | (SSMGetMultipleOptionsBase & { transform: 'auto' })
  | (SSMGetMultipleOptionsBase & { transform?: never })
  | undefined;

/** The parameters below a path, by the rest of their names. */
export type SSMGetMultipleOutput<ExplicitUserProvidedType = undefined, InferredFromOptionsType = undefined> = Record<
  string,
  SSMGetOutput<ExplicitUserProvidedType, InferredFromOptionsType>
>;

/** Options of `getParametersByName`, and of each of its parameters. */
export interface SSMGetParametersByNameOptions {
  /** In seconds. Default: `POWERTOOLS_PARAMETERS_MAX_AGE`, else 5. */
  maxAge?: number | undefined;
  /** In seconds beyond `maxAge`. Default: 0. */
  staleWhileRevalidate?: number | undefined;
  /** Fetch the values though there are some. Default: `false`. */
  forceFetch?: boolean | undefined;
  /** Throw where a parameter cannot be had, instead of naming it in `_errors`; for all of them. Default: `true`. */
  throwOnError?: boolean | undefined;
  /** Default: `POWERTOOLS_PARAMETERS_SSM_DECRYPT`, else `false`. */
  decrypt?: boolean | undefined;
  /** How text becomes a value. Default: it is given as it is. */
  transform?: 'json' | 'binary' | undefined;
}

/** The parameters by name; with `throwOnError: false` also the names of those that could not be had. */
export type SSMGetParametersByNameOutput<InferredFromOptionsType = undefined> = Record<
  string,
  undefined extends InferredFromOptionsType ? unknown : InferredFromOptionsType
> & {
  /** The names of the parameters that could not be had. Absent if all were. */
  _errors?: string[];
};

/** What `setParameter` writes. */
export interface SSMSetOptions {
  /** The new value. Of a `StringList`, its items with commas between them. */
  value: string;
  /** Write over a parameter that is there. Default: `false`, which then fails. */
  overwrite?: boolean | undefined;
  /** What the parameter is for, in words. Default: none. */
  description?: string | undefined;
  /** Default: `String`. */
  parameterType?: 'String' | 'StringList' | 'SecureString' | undefined;
  /** Default: `Standard`. */
  tier?: 'Standard' | 'Advanced' | 'Intelligent-Tiering' | undefined;
  /** Of a `SecureString`. Default: the account's key for SSM. */
  kmsKeyId?: string | undefined;
  /** Further members of the input of `PutParameter`. */
  sdkOptions?:
    | {
        AllowedPattern?: string | undefined;
        DataType?: string | undefined;
        Description?: string | undefined;
        KeyId?: string | undefined;
        Overwrite?: boolean | undefined;
        Policies?: string | undefined;
        Tags?: { Key: string; Value: string }[] | undefined;
        Tier?: 'Standard' | 'Advanced' | 'Intelligent-Tiering' | undefined;
        Type?: 'String' | 'StringList' | 'SecureString' | undefined;
      }
    | undefined;
}
