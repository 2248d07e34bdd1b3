import type { SSMClient } from '@aws-sdk/client-ssm';
import { getAppConfig } from 'otel-powertools/parameters/appconfig';
import { getConfig } from 'otel-powertools/parameters/appconfig-agent';
import type { JSONValue } from 'otel-powertools/parameters/base/types';
import { DynamoDBProvider } from 'otel-powertools/parameters/dynamodb';
import { getSecret, setSecret } from 'otel-powertools/parameters/secrets';
import { getParameter, getParameters, getParametersByName, SSMProvider } from 'otel-powertools/parameters/ssm';
import * as light from 'otel-powertools/parameters/ssm/light';
import { describe, expectTypeOf, it } from 'vitest';

interface Limits {
  readonly most: number;
}

describe('the type of a parameter', () => {
  it('follows from the transform', () => {
    expectTypeOf(getParameter('/a')).resolves.toEqualTypeOf<string | undefined>();
    expectTypeOf(getParameter('/a', { maxAge: 1 })).resolves.toEqualTypeOf<string | undefined>();
    expectTypeOf(getParameter('/a', { transform: 'json' })).resolves.toEqualTypeOf<JSONValue>();
    expectTypeOf(getParameter('/a', { transform: 'binary' })).resolves.toEqualTypeOf<string | undefined>();
    expectTypeOf(light.getParameter('/a', { transform: 'binary' })).resolves.toEqualTypeOf<string | undefined>();
    expectTypeOf(getSecret('a')).resolves.toEqualTypeOf<string | Uint8Array | undefined>();
    expectTypeOf(getSecret('a', { transform: 'binary' })).resolves.toEqualTypeOf<string | undefined>();
    expectTypeOf(getAppConfig('a', { environment: 'e' })).resolves.toEqualTypeOf<Uint8Array | undefined>();
    expectTypeOf(getAppConfig('a', { environment: 'e', transform: 'binary' })).resolves.toEqualTypeOf<
      string | undefined
    >();
    expectTypeOf(getConfig('a', { environment: 'e' })).resolves.toEqualTypeOf<string | undefined>();
    expectTypeOf(getConfig('a', { environment: 'e', transform: 'json' })).resolves.toEqualTypeOf<JSONValue>();
  });

  it('is the one that is named', () => {
    expectTypeOf(getParameter<Limits>('/a', { transform: 'json' })).resolves.toEqualTypeOf<Limits | undefined>();
    expectTypeOf(getSecret<Limits>('a', { transform: 'json' })).resolves.toEqualTypeOf<Limits | undefined>();
    expectTypeOf(getParametersByName<Limits>({ '/a': { transform: 'json' } })).resolves.toEqualTypeOf<
      Record<string, Limits> & { _errors?: string[] }
    >();
  });

  it('is not undefined where a missing one is an error', () => {
    expectTypeOf(getParameter('/a', { throwOnMissing: true })).resolves.toEqualTypeOf<string>();
    expectTypeOf(getConfig('a', { environment: 'e', throwOnMissing: true })).resolves.toEqualTypeOf<string>();
  });

  it('is a record for a path', () => {
    expectTypeOf(getParameters('/p')).resolves.toEqualTypeOf<Record<string, string> | undefined>();
    expectTypeOf(getParameters('/p', { transform: 'auto' })).resolves.toEqualTypeOf<
      Record<string, JSONValue> | undefined
    >();
    expectTypeOf(new DynamoDBProvider({ tableName: 't' }).get('a')).resolves.toEqualTypeOf<JSONValue>();
  });
});

describe('wrong use', () => {
  it('does not compile', () => {
    // @ts-expect-error - for paths only
    void getParameter('/a', { transform: 'auto' });
    // @ts-expect-error - no such transform
    void getSecret('a', { transform: 'yaml' });
    // @ts-expect-error - no environment
    void getAppConfig('a', { application: 'a' });
    // @ts-expect-error - no value
    void setSecret('a', {});
    // @ts-expect-error - either a client, or what to make one with
    void (() => new SSMProvider({ awsSdkV3Client: {} as SSMClient, clientConfig: {} }));
    // @ts-expect-error - no table
    void (() => new DynamoDBProvider({}));
  });

  it('is not to give a client of the AWS SDK', () => {
    expectTypeOf<{ awsSdkV3Client: SSMClient }>().toExtend<ConstructorParameters<typeof SSMProvider>[0]>();
  });
});
