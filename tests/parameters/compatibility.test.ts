import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsError, type AwsServer, KEY, REGION, startAws } from './aws-server.js';
import { type Library, light, ours, theirs } from './libraries.js';

let aws: AwsServer;

beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.close());
beforeEach(() => {
  vi.stubEnv('AWS_REGION', REGION);
  vi.stubEnv('AWS_ACCESS_KEY_ID', KEY.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', KEY.secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', KEY.sessionToken);
  vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint);
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const TEXTS: Readonly<Record<string, string>> = {
  plain: 'hello',
  json: '{"a":[1,null,"x"],"__proto__":{"b":1}}',
  number: '42',
  broken: '{"password":"hunter2",}',
  cut: '{"a":',
  base64: Buffer.from('héllo').toString('base64'),
  unpadded: 'aGVsbG8',
  alphabet: 'aGV_bG8=',
  empty64: '====',
};

const seed = (): void => {
  aws.reset();
  for (const [name, value] of Object.entries(TEXTS)) {
    aws.parameters.set(`/t/${name}`, { value });
    aws.secrets.set(`t/${name}`, value);
    aws.secrets.set(`b/${name}`, Buffer.from(value));
    aws.configurations.set(`app/env/${name}`, value);
  }
  aws.parameters.set('/s/secret', { value: 'open', type: 'SecureString' });
  aws.parameters.set('/s/list', { value: 'a,b', type: 'StringList' });
  aws.parameters.set('/p/one.json', { value: '{"n":1}' });
  aws.parameters.set('/p/two.binary', { value: 'Mg==' });
  aws.parameters.set('/p/three', { value: '3' });
  aws.parameters.set('/p/deep/four', { value: '4' });
  for (let index = 0; index < 25; index++) aws.parameters.set(`/many/${index}`, { value: `v${index}` });
  aws.secrets.set('staged', 'now');
  aws.secrets.set('staged@AWSPREVIOUS', 'before');
};

interface Outcome {
  readonly value?: unknown;
  readonly error?: { readonly name: string; readonly message: string; readonly cause: string | undefined };
  readonly requests: readonly unknown[];
}

const outcomeOf = async (library: Library, run: (library: Library) => unknown): Promise<Outcome> => {
  seed();
  library.clearCaches();
  try {
    const value = await run(library);
    return { value, requests: [...aws.received] };
  } catch (thrown) {
    const { name, message, cause } = thrown as Error;
    const error = { name, message, cause: cause instanceof Error ? cause.name : undefined };
    return { error, requests: [...aws.received] };
  } finally {
    expect(aws.faults).toEqual([]);
  }
};

type Case = readonly [title: string, run: (library: Library) => unknown];

const deny = (name: string, message: string) => aws.refuseWhere(() => new AwsError(name, message));

/** What Powertools and this package do alike: the result, the kind of error, and each request with its input. */
const alike: readonly Case[] = [
  ...Object.keys(TEXTS).flatMap((text) =>
    [undefined, 'json', 'binary'].flatMap((transform): Case[] => [
      [`a parameter ${text} as ${transform}`, ({ getParameter }) => getParameter(`/t/${text}`, { transform })],
      [`a secret ${text} as ${transform}`, ({ getSecret }) => getSecret(`t/${text}`, { transform })],
      [
        `a binary secret ${text} as ${transform}`,
        async ({ getSecret }) => plain(await getSecret(`b/${text}`, { transform })),
      ],
      [
        `a configuration ${text} as ${transform}`,
        async ({ AppConfigProvider }) => {
          const provider = new AppConfigProvider({ application: 'app', environment: 'env' });
          return plain(await provider.get(text, { transform }));
        },
      ],
    ]),
  ),
  ...[undefined, 'json', 'binary', 'auto'].flatMap((transform) =>
    [undefined, true, false].flatMap((recursive): Case[] => [
      [
        `the parameters of a path as ${transform}, recursive ${recursive}`,
        ({ getParameters }) => getParameters('/p', { transform, recursive }),
      ],
      [
        `the parameters of a path as ${transform}, recursive ${recursive}, or an error`,
        ({ getParameters }) => getParameters('/p', { transform, recursive, throwOnTransformError: true }),
      ],
    ]),
  ),
  ['uppercase transforms', ({ getParameter }) => getParameter('/t/json', { transform: 'JSON' })],
  ['all pages', ({ getParameters }) => getParameters('/many')],
  ['pages of a size', ({ getParameters }) => getParameters('/many/', { sdkOptions: { MaxResults: 4 } })],
  ['a path of nothing', ({ getParameters }) => getParameters('/nothing')],
  ['recursive by the SDK option', ({ getParameters }) => getParameters('/p', { sdkOptions: { Recursive: true } })],
  ['the root', ({ getParameters }) => getParameters('/', { recursive: true, maxAge: 0 })],
  ['an encrypted parameter', ({ getParameter }) => getParameter('/s/secret')],
  ['a decrypted parameter', ({ getParameter }) => getParameter('/s/secret', { decrypt: true })],
  [
    'a parameter decrypted by the SDK option',
    ({ getParameter }) => getParameter('/s/secret', { sdkOptions: { WithDecryption: true } }),
  ],
  [
    'decrypt over the SDK option',
    ({ getParameter }) => getParameter('/s/secret', { decrypt: false, sdkOptions: { WithDecryption: true } }),
  ],
  ...['1', 'y', 'yes', 'T', 'true', 'ON', '0', 'n', 'no', 'f', 'false', 'off'].flatMap((text): Case[] => [
    [
      `POWERTOOLS_PARAMETERS_SSM_DECRYPT=${text}`,
      ({ getParameter }) => {
        vi.stubEnv('POWERTOOLS_PARAMETERS_SSM_DECRYPT', text);
        return getParameter('/s/secret');
      },
    ],
    [
      `POWERTOOLS_PARAMETERS_SSM_DECRYPT=${text} for a path`,
      ({ getParameters }) => {
        vi.stubEnv('POWERTOOLS_PARAMETERS_SSM_DECRYPT', text);
        return getParameters('/s');
      },
    ],
  ]),
  ['no parameter', ({ getParameter }) => getParameter('/none')],
  ['no parameter, or an error', ({ getParameter }) => getParameter('/none', { throwOnMissing: true })],
  ['no secret', ({ getSecret }) => getSecret('none')],
  ['no secret, or an error', ({ getSecret }) => getSecret('none', { throwOnMissing: true })],
  ['a previous secret', ({ getSecret }) => getSecret('staged', { sdkOptions: { VersionStage: 'AWSPREVIOUS' } })],
  ['a name over that of the SDK options', ({ getSecret }) => getSecret('staged', { sdkOptions: { SecretId: 'none' } })],
  [
    'no configuration',
    ({ AppConfigProvider }) => new AppConfigProvider({ application: 'app', environment: 'env' }).get('none'),
  ],
  ['no application', ({ AppConfigProvider }) => new AppConfigProvider({ environment: 'env' })],
  ['a blank application', ({ AppConfigProvider }) => new AppConfigProvider({ application: ' ', environment: 'env' })],
  [
    'the application of POWERTOOLS_SERVICE_NAME',
    async ({ AppConfigProvider }) => {
      vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'app');
      return plain(await new AppConfigProvider({ environment: 'env' }).get('plain'));
    },
  ],
  [
    'a configuration that has not changed',
    async ({ AppConfigProvider }) => {
      const provider = new AppConfigProvider({ application: 'app', environment: 'env' });
      const first = await provider.get('json', { transform: 'json' });
      const second = await provider.get('json', { transform: 'json', forceFetch: true });
      aws.configurations.set('app/env/json', '{"new":true}');
      return [first, second, await provider.get('json', { transform: 'json', forceFetch: true })];
    },
  ],
  ['secrets have no paths', ({ SecretsProvider }) => new SecretsProvider().getMultiple('/a')],
  [
    'configurations have no paths',
    ({ AppConfigProvider }) => new AppConfigProvider({ application: 'a', environment: 'e' }).getMultiple('/a'),
  ],
  ...(['getParameter', 'getParameters', 'getSecret'] as const).map(
    (name): Case => [
      `${name} that is denied`,
      (library) => {
        deny('AccessDeniedException', 'User: arn is not authorized to perform: x:Y on resource: z');
        return library[name]('/t/plain');
      },
    ],
  ),

  // The cache.
  [
    'a second call from the cache',
    async ({ getParameter }) => [await getParameter('/t/plain'), await getParameter('/t/plain')],
  ],
  [
    'another transform is fetched',
    async ({ getParameter }) => [
      await getParameter('/t/number'),
      await getParameter('/t/number', { transform: 'json' }),
    ],
  ],
  [
    'the same object each time',
    async ({ getParameter }) => {
      const options = { transform: 'json' };
      const first = await getParameter('/t/json', options);
      return first === (await getParameter('/t/json', options));
    },
  ],
  [
    'forceFetch',
    async ({ getParameter }) => {
      const before = await getParameter('/t/plain');
      aws.parameters.set('/t/plain', { value: 'new' });
      const forced = await getParameter('/t/plain', { forceFetch: true });
      return [before, forced, await getParameter('/t/plain')];
    },
  ],
  [
    'forceFetch for a path',
    async ({ getParameters }) => [await getParameters('/p'), await getParameters('/p', { forceFetch: true })],
  ],
  ...([0, -1, 4, 5, 6, 3600, Number.POSITIVE_INFINITY, undefined] as const).flatMap((maxAge) =>
    [0, 3000, 5001, 3_600_001].map(
      (later): Case => [
        `maxAge ${maxAge} after ${later} ms`,
        async ({ SSMProvider }) => {
          const provider = new SSMProvider();
          vi.useFakeTimers({ toFake: ['Date'] });
          const before = await provider.get('/t/plain', { maxAge });
          vi.setSystemTime(Date.now() + later);
          aws.parameters.set('/t/plain', { value: 'new' });
          const after = await provider.get('/t/plain', { maxAge });
          vi.useRealTimers();
          return [before, after];
        },
      ],
    ),
  ),
  ...['0', '7', ' 8 ', '-1', '1e1', 'soon'].map(
    (text): Case => [
      `POWERTOOLS_PARAMETERS_MAX_AGE=${text}`,
      async ({ SSMProvider }) => {
        const provider = new SSMProvider();
        vi.stubEnv('POWERTOOLS_PARAMETERS_MAX_AGE', text);
        vi.useFakeTimers({ toFake: ['Date'] });
        await provider.get('/t/plain');
        await provider.getMultiple('/p');
        vi.setSystemTime(Date.now() + 6000);
        await provider.get('/t/plain');
        await provider.getMultiple('/p');
        vi.useRealTimers();
      },
    ],
  ),
  [
    'what is missing is not kept',
    async ({ getParameters }) => [await getParameters('/nothing'), await getParameters('/nothing')],
  ],
  [
    'a value put into the cache',
    async ({ SSMProvider }) => {
      const provider = new SSMProvider();
      provider.addToCache('/none,', 'kept', 10);
      provider.addToCache('/gone,', 'kept', 0);
      const expired = ['/none,', '/gone,', '/never,'].map((key) => provider.hasKeyExpiredInCache(key));
      const value = await provider.get('/none');
      provider.clearCache();
      return [value, expired, provider.hasKeyExpiredInCache('/none,')];
    },
  ],
  [
    'providers do not share values',
    async ({ SSMProvider }) => [await new SSMProvider().get('/t/plain'), await new SSMProvider().get('/t/plain')],
  ],

  // By name.
  ['nothing by name', ({ getParametersByName }) => getParametersByName({})],
  ['nothing by name, gracefully', ({ getParametersByName }) => getParametersByName({}, { throwOnError: false })],
  [
    'some by name, with transforms',
    ({ getParametersByName }) =>
      getParametersByName({ '/t/plain': {}, '/t/json': { transform: 'json' }, '/t/base64': { transform: 'binary' } }),
  ],
  [
    'a transform for all, and one of its own',
    ({ getParametersByName }) =>
      getParametersByName({ '/t/number': {}, '/t/base64': { transform: 'binary' } }, { transform: 'json' }),
  ],
  [
    'one that is not there',
    ({ getParametersByName }) => getParametersByName({ '/t/plain': {}, '/no': {}, '/nope': {} }),
  ],
  [
    'one that is not there, gracefully',
    ({ getParametersByName }) => getParametersByName({ '/t/plain': {}, '/no': {} }, { throwOnError: false }),
  ],
  ['one of a wrong form', ({ getParametersByName }) => getParametersByName({ '/t/broken': { transform: 'json' } })],
  ['one called _errors', ({ getParametersByName }) => getParametersByName({ _errors: {} }, { throwOnError: false })],
  ['one called _errors, or an error', ({ getParametersByName }) => getParametersByName({ _errors: {} })],
  ...([true, false] as const).map(
    (throwOnError): Case => [
      `all decrypted, throwOnError ${throwOnError}`,
      ({ getParametersByName }) =>
        getParametersByName({ '/s/secret': {}, '/s/list': {} }, { decrypt: true, throwOnError }),
    ],
  ),
  [
    'all decrypted by POWERTOOLS_PARAMETERS_SSM_DECRYPT',
    ({ getParametersByName }) => {
      vi.stubEnv('POWERTOOLS_PARAMETERS_SSM_DECRYPT', 'true');
      return getParametersByName({ '/s/secret': {}, '/s/list': {} });
    },
  ],
  [
    'by name, from the cache',
    async ({ getParametersByName }) => [
      await getParametersByName({ '/t/plain': {}, '/t/number': { transform: 'json' } }),
      await getParametersByName({ '/t/plain': {}, '/t/number': { transform: 'json' }, '/t/json': {} }),
    ],
  ],
  [
    'by name, from what a single call has cached',
    async ({ getParameter, getParametersByName }) => [
      await getParameter('/t/plain'),
      await getParametersByName({ '/t/plain': {}, '/t/json': {} }),
    ],
  ],
  ...[1, 10, 11, 25].map(
    (count): Case => [
      `${count} by name, ten in a request`,
      ({ getParametersByName }) =>
        getParametersByName(Object.fromEntries(Array.from({ length: count }, (_, index) => [`/many/${index}`, {}]))),
    ],
  ),

  // Writing.
  ['a new parameter', ({ setParameter }) => setParameter('/new', { value: 'x' })],
  ['a parameter that is there', ({ setParameter }) => setParameter('/t/plain', { value: 'x' })],
  [
    'another version, with everything',
    ({ setParameter }) =>
      setParameter('/t/plain', {
        value: 'x',
        overwrite: true,
        description: 'd',
        parameterType: 'SecureString',
        tier: 'Advanced',
        kmsKeyId: 'k',
        sdkOptions: { Tags: [{ Key: 'a', Value: 'b' }], Tier: 'Standard', Name: 'no', Value: 'no' },
      }),
  ],
];

describe('parameters as Powertools has them', () => {
  it.each(alike)('%s', async (_, run) => {
    const expected = await outcomeOf(theirs, run);
    for (const library of [ours, light]) {
      vi.stubEnv('POWERTOOLS_SERVICE_NAME', undefined);
      vi.stubEnv('POWERTOOLS_PARAMETERS_SSM_DECRYPT', undefined);
      vi.stubEnv('POWERTOOLS_PARAMETERS_MAX_AGE', undefined);
      const { value, error, requests } = await outcomeOf(library, run);
      expect({ value, error: error?.name, cause: error?.cause }).toEqual({
        value: expected.value,
        error: expected.error?.name,
        cause: expected.error?.cause,
      });
      expect(requests).toEqual(expected.requests);
      // What Powertools says is in what is said here, where it says something and nothing of a value.
      const said = expected.error?.name === 'TransformParameterError' ? '' : expected.error?.message;
      if (said !== 'UnknownError') expect(error?.message ?? '').toContain(said ?? '');
    }
  });
});

type Difference = readonly [...Case, theirs: unknown, ours: unknown];

const inOrder = async (...calls: readonly (() => Promise<unknown>)[]): Promise<unknown[]> => {
  const results: unknown[] = [];
  for (const call of calls) results.push(await call().catch((error: Error) => error.name));
  return results;
};

/** Where Powertools' result is not wanted: each is in docs/migrating/parameters.md. */
const different: readonly Difference[] = [
  [
    'some are decrypted by name: transforms',
    ({ getParametersByName }) =>
      getParametersByName({
        '/s/secret': { decrypt: true },
        '/t/number': { decrypt: true, transform: 'json' },
        '/t/plain': {},
      }),
    { '/s/secret': 'open', '/t/number': '42', '/t/plain': 'hello' },
    { '/s/secret': 'open', '/t/number': 42, '/t/plain': 'hello' },
  ],
  [
    'some are decrypted by name: requests, and the cache',
    async ({ getParametersByName }) => {
      const wanted = { '/s/secret': { decrypt: true }, '/t/json': { decrypt: true }, '/t/plain': {} };
      await getParametersByName(wanted);
      await getParametersByName(wanted);
      return aws.operations();
    },
    ['GetParameter', 'GetParameter', 'GetParameters', 'GetParameter', 'GetParameter'],
    ['GetParameters', 'GetParameters'],
  ],
  [
    'decrypted after encrypted',
    ({ getParameter }) =>
      inOrder(
        () => getParameter('/s/secret'),
        () => getParameter('/s/secret', { decrypt: true }),
      ),
    ['encrypted(4)', 'encrypted(4)'],
    ['encrypted(4)', 'open'],
  ],
  [
    'all levels after one',
    async ({ getParameters }) => {
      const one = await getParameters('/p');
      const all = await getParameters('/p', { recursive: true });
      return [one, all].map((values) => Object.keys(values as object).length);
    },
    [3, 3],
    [3, 4],
  ],
  [
    'a parameter that is called like a path',
    ({ getParameter, getParameters }) => {
      aws.parameters.set('/p', { value: 'itself' });
      return inOrder(
        () => getParameter('/p'),
        async () => typeof (await getParameters('/p')),
      );
    },
    ['itself', 'string'],
    ['itself', 'object'],
  ],
  [
    'another stage of a secret',
    ({ getSecret }) =>
      inOrder(
        () => getSecret('staged'),
        () => getSecret('staged', { sdkOptions: { VersionStage: 'AWSPREVIOUS' } }),
      ),
    ['now', 'now'],
    ['now', 'before'],
  ],
  [
    'two environments',
    ({ getAppConfig }) => {
      aws.configurations.set('app/test/plain', 'test');
      aws.configurations.set('app/live/plain', 'live');
      const of = async (environment: string) =>
        Buffer.from(
          (await getAppConfig('plain', { application: 'app', environment, maxAge: 0 })) as Uint8Array,
        ).toString();
      return inOrder(
        () => of('test'),
        () => of('live'),
      );
    },
    ['test', 'test'],
    ['test', 'live'],
  ],
  [
    'a token that AppConfig takes no more',
    ({ AppConfigProvider }) => {
      const provider = new AppConfigProvider({ application: 'app', environment: 'env' });
      const get = async () => plain(await provider.get('number', { forceFetch: true }));
      const lose = async () => aws.dropTokens();
      return inOrder(get, lose, get, get);
    },
    [[52, 50], undefined, 'GetParameterError', 'GetParameterError'],
    [[52, 50], undefined, [52, 50], [52, 50]],
  ],
  [
    'maxAge 0 by name',
    async ({ getParametersByName }) => {
      await getParametersByName({ '/t/plain': { maxAge: 0 } });
      await getParametersByName({ '/t/plain': { maxAge: 0 } });
      return aws.operations().length;
    },
    1,
    2,
  ],
  [
    'POWERTOOLS_PARAMETERS_MAX_AGE by name',
    async ({ getParametersByName }) => {
      vi.stubEnv('POWERTOOLS_PARAMETERS_MAX_AGE', '0');
      await getParametersByName({ '/t/plain': {} });
      await getParametersByName({ '/t/plain': {} });
      return aws.operations().length;
    },
    1,
    2,
  ],
  [
    'the options of the caller',
    async ({ getParametersByName }) => {
      const options = {};
      await getParametersByName({ '/t/plain': options });
      return options;
    },
    { decrypt: false, maxAge: 5, transform: undefined },
    {},
  ],
  [
    'a wrong form by name, gracefully',
    ({ getParametersByName }) => getParametersByName({ '/t/broken': { transform: 'json' } }, { throwOnError: false }),
    { '/t/broken': undefined, _errors: [] },
    { '/t/broken': undefined, _errors: ['/t/broken'] },
  ],
  [
    'a parameter after it was written',
    ({ getParameter, getParameters, setParameter }) =>
      inOrder(
        () => getParameter('/t/plain'),
        async () => Object.keys((await getParameters('/t')) as object).length,
        () => setParameter('/t/plain', { value: 'new', overwrite: true }),
        () => setParameter('/t/another', { value: 'new' }),
        () => getParameter('/t/plain'),
        async () => Object.keys((await getParameters('/t')) as object).length,
      ),
    ['hello', 9, 1, 1, 'hello', 9],
    ['hello', 9, 1, 1, 'new', 10],
  ],
  [
    'the same at the same time',
    async ({ getParameter }) => {
      await Promise.all(Array.from({ length: 5 }, () => getParameter('/t/plain')));
      return aws.operations().length;
    },
    5,
    1,
  ],
  [
    'a fraction of a second',
    async ({ SSMProvider }) => {
      const provider = new SSMProvider();
      vi.useFakeTimers({ toFake: ['Date'] });
      await provider.get('/t/plain', { maxAge: 0.9 });
      vi.setSystemTime(Date.now() + 500);
      await provider.get('/t/plain', { maxAge: 0.9 });
      vi.useRealTimers();
      return aws.operations().length;
    },
    2,
    1,
  ],
  [
    'a transform that there is not',
    ({ getParameter }) => inOrder(() => getParameter('/t/plain', { transform: 'yaml' })),
    [undefined],
    ['TransformParameterError'],
  ],
  [
    'an empty POWERTOOLS_PARAMETERS_SSM_DECRYPT',
    ({ getParameter }) => {
      vi.stubEnv('POWERTOOLS_PARAMETERS_SSM_DECRYPT', '');
      return inOrder(() => getParameter('/s/secret'));
    },
    ['GetParameterError'],
    ['encrypted(4)'],
  ],
  [
    'an empty POWERTOOLS_PARAMETERS_MAX_AGE',
    async ({ getParameter }) => {
      vi.stubEnv('POWERTOOLS_PARAMETERS_MAX_AGE', '');
      await getParameter('/t/plain');
      await getParameter('/t/plain');
      return aws.operations().length;
    },
    2,
    1,
  ],
  [
    'a parameter called __proto__',
    async ({ getParameters }) => {
      aws.parameters.set('/q/__proto__', { value: 'plain' });
      return Object.entries((await getParameters('/q')) as object);
    },
    [],
    [['__proto__', 'plain']],
  ],
  [
    'the message about a value of a wrong form',
    async ({ getParameter }) => {
      const error: Error = await getParameter('/t/plain', { transform: 'json' }).then(String, (thrown) => thrown);
      return error.message;
    },
    `Unable to transform value using 'json' transform: Unexpected token 'h', "hello" is not valid JSON`,
    `Unable to transform value using 'json' transform: /t/plain is not valid JSON`,
  ],
];

describe('parameters unlike Powertools', () => {
  it.each(different)('%s', async (_, run, their, our) => {
    const environment = { ...process.env };
    expect((await outcomeOf(theirs, run)).value).toEqual(their);
    for (const library of [ours, light]) {
      Object.assign(process.env, environment);
      expect((await outcomeOf(library, run)).value).toEqual(our);
    }
  });

  it.each(Object.keys(TEXTS))('no message has anything of the value %s', async (text) => {
    for (const transform of ['json', 'binary']) {
      const { error } = await outcomeOf(ours, ({ getParameter }) => getParameter(`/t/${text}`, { transform }));
      expect(error?.message ?? '').not.toMatch(/hunter2|password|héllo|aGV|"a"/);
    }
  });

  it('refuses a client that sends nothing, instead of another one', () => {
    // Wrong on purpose.
    const options = { awsSdkV3Client: { config: {} } };
    const Provider = ours.SSMProvider as unknown as new (options: object) => unknown;
    expect(() => new Provider(options)).toThrow('awsSdkV3Client must be a client of @aws-sdk/client-ssm');
  });
});

const plain = (value: unknown): unknown => (value instanceof Uint8Array ? [...value] : value);
