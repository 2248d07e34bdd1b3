/**
 * The part of the Standard Schema interface, version 1, that is needed to validate: https://standardschema.dev.
 * Zod, Valibot, ArkType and `jsonSchema()` of `otel-powertools/validation` implement it.
 */
export interface StandardSchema<TInput = unknown, TOutput = TInput> {
  /** What the standard asks for: its version, the library, and the function that validates. */
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardSchemaResult<TOutput> | Promise<StandardSchemaResult<TOutput>>;
    readonly types?: { readonly input: TInput; readonly output: TOutput } | undefined;
  };
}

export type StandardSchemaResult<TOutput> =
  | {
      /** What the schema gave. */
      readonly value: TOutput;
      /** Nothing is wrong. */
      readonly issues?: undefined;
    }
  | {
      /** What is wrong with the value. */
      readonly issues: readonly StandardSchemaIssue[];
    };

export interface StandardSchemaIssue {
  /** What is wrong, in words. */
  readonly message: string;
  /** The keys and indexes that lead to the value. Absent: it is the data itself. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a schema gives: the type of the data once it is parsed. */
export type InferOutput<TSchema extends StandardSchema> = NonNullable<TSchema['~standard']['types']>['output'];

/** The keys and indexes of an issue's path: some libraries put each in an object of its own. */
export function pathOf(issue: StandardSchemaIssue): PropertyKey[] {
  return (issue.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment));
}

// A payload with thousands of wrong items is still one event of readable size.
const TOLD = 16;
// What a field's name is made of: an e-mail address or a card number that is the key of a map is none.
const NAME = /^[A-Za-z_$][\w$:-]{0,63}$/;

/**
 * The attributes of the event `validation.failed`: where, and which rule, and never the value. Of a path what looks like
 * data, and not like the name of a field, is `*`.
 */
export function describeIssues(issues: readonly StandardSchemaIssue[]): {
  'validation.error_count': number;
  'validation.paths': string[];
  'validation.codes': string[];
} {
  const told = issues.slice(0, TOLD);
  return {
    'validation.error_count': issues.length,
    'validation.paths': told.map(tellablePath),
    'validation.codes': told.map(codeOf),
  };
}

/** The path of an issue as it may be told: `/Records/0/body/name`. */
export function tellablePath(issue: StandardSchemaIssue): string {
  const segments = pathOf(issue).map((segment) => {
    if (typeof segment === 'number') return segment;
    return NAME.test(String(segment)) ? String(segment) : '*';
  });
  return `/${segments.join('/')}`;
}

/**
 * Which rule was broken. The standard has no place for it: Zod and ArkType call it `code`, Valibot `type`.
 */
function codeOf(issue: StandardSchemaIssue): string {
  const { code, type }: { code?: unknown; type?: unknown } = issue as object;
  if (typeof code === 'string') return code;
  return typeof type === 'string' ? type : 'invalid';
}
