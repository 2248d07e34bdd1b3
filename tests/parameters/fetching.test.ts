import { context, DiagLogLevel, diag } from '@opentelemetry/api';
import fc from 'fast-check';
import { clearCaches } from 'otel-powertools/parameters';
import { BaseProvider, DEFAULT_PROVIDERS, GetMultipleOptions, GetOptions } from 'otel-powertools/parameters/base';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureContextManager } from '../../src/invocation/context/context-manager.js';
import { Invocation } from '../../src/invocation/invocation.js';
import { contextWithInvocation } from '../../src/invocation/scope.js';
import { defaultProvider } from '../../src/parameters/base/default-providers.js';

interface Request {
  readonly name: string;
  answer(value: unknown): Promise<void>;
  fail(error: Error): Promise<void>;
}

/** A store whose answers the test gives, one by one. */
class TestProvider extends BaseProvider {
  readonly requests: Request[] = [];

  protected override _get(name: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      // Until whoever waits for it has gone on.
      const settled = async () => void (await new Promise((done) => setImmediate(done)));
      this.requests.push({
        name,
        answer: (value) => {
          resolve(value);
          return settled();
        },
        fail: (error) => {
          reject(error);
          return settled();
        },
      });
    });
  }

  protected override async _getMultiple(path: string): Promise<Record<string, unknown> | undefined> {
    const found = await this._get(path);
    return found as Record<string, unknown>;
  }

  last(): Request {
    const request = this.requests.at(-1);
    if (!request) throw new Error('nothing was asked for');
    return request;
  }
}

let provider: TestProvider;

beforeEach(() => {
  provider = new TestProvider();
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  diag.disable();
});

const later = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1000);
const inInvocation = <T>(work: () => T): T => {
  ensureContextManager();
  const invocation = new Invocation({ event: {}, lambdaContext: undefined, coldStart: false, deadline: undefined });
  return context.with(contextWithInvocation(context.active(), invocation), work);
};

describe('calls at the same time', () => {
  it('for the same value make one fetch', async () => {
    const calls = Array.from({ length: 100 }, () => provider.get('a'));
    expect(provider.requests).toHaveLength(1);
    await provider.last().answer(1);
    expect(await Promise.all(calls)).toEqual(Array(100).fill(1));
  });

  it('for the same path make one fetch', async () => {
    const calls = [provider.getMultiple('a'), provider.getMultiple('a')];
    await provider.last().answer({ b: 1 });
    expect(await Promise.all(calls)).toEqual([{ b: 1 }, { b: 1 }]);
    expect(provider.requests).toHaveLength(1);
  });

  it('fail together, and the next one tries again', async () => {
    const calls = Promise.allSettled([provider.get('a'), provider.get('a')]);
    await provider.last().fail(new Error('away'));
    const reason = expect.objectContaining({ message: 'Unable to get "a" from TestProvider: away' });
    expect(await calls).toEqual(Array(2).fill({ status: 'rejected', reason }));
    const next = provider.get('a');
    await provider.last().answer(2);
    expect(await next).toBe(2);
  });

  it('each have what they want of a missing value', async () => {
    const calls = Promise.allSettled([provider.get('a'), provider.get('a', { throwOnMissing: true })]);
    await provider.last().answer(undefined);
    const reason = expect.objectContaining({ name: 'ParameterNotFoundError' });
    expect(await calls).toEqual([
      { status: 'fulfilled', value: undefined },
      { status: 'rejected', reason },
    ]);
    expect(provider.requests).toHaveLength(1);
  });

  it('that insist do not take what began before, but each other', async () => {
    const early = provider.get('a');
    const forced = [provider.get('a', { forceFetch: true }), provider.get('a', { forceFetch: true })];
    expect(provider.requests).toHaveLength(2);
    await provider.requests[1]?.answer('new');
    await provider.requests[0]?.answer('old');
    expect(await Promise.all([early, ...forced])).toEqual(['old', 'new', 'new']);
    expect(await provider.get('a')).toBe('new');
  });

  it('of two invocations share a fetch that succeeds', async () => {
    const calls = [inInvocation(() => provider.get('a')), inInvocation(() => provider.get('a'))];
    await provider.last().answer(1);
    expect(await Promise.all(calls)).toEqual([1, 1]);
    expect(provider.requests).toHaveLength(1);
  });

  it('of two invocations do not share a failure: the one may have been cut off by its end', async () => {
    const first = inInvocation(() => provider.get('a'));
    const second = inInvocation(() => provider.get('a'));
    const failed = expect(first).rejects.toThrow('no time left');
    await provider.last().fail(new Error('no time left'));
    await failed;
    expect(provider.requests).toHaveLength(2);
    await provider.last().answer(1);
    expect(await second).toBe(1);
  });

  it('do not wait for a fetch that hangs since an earlier invocation', async () => {
    const hanging = provider.get('a');
    later(6);
    const call = provider.get('a');
    await provider.requests[1]?.answer('new');
    expect(await call).toBe('new');
    await provider.requests[0]?.answer('old');
    expect([await hanging, await provider.get('a')]).toEqual(['old', 'new']);
  });

  it('make as many fetches as there are values, whatever the order', async () => {
    const names = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(names, async (asked) => {
        const each = new TestProvider();
        const calls = asked.map((name) => each.get(name));
        for (const request of each.requests) await request.answer(request.name);
        expect(await Promise.all(calls)).toEqual(asked);
        expect(each.requests.map(({ name }) => name).sort()).toEqual([...new Set(asked)].sort());
      }),
    );
  });
});

describe('staleWhileRevalidate', () => {
  const options = { maxAge: 10, staleWhileRevalidate: 60 };
  const keep = async (value: unknown): Promise<void> => {
    const call = provider.get('a', options);
    await provider.last().answer(value);
    await call;
  };

  it('gives the old value at once, and the new one when it is there', async () => {
    await keep('old');
    later(11);
    expect(await Promise.all([provider.get('a', options), provider.get('a', options)])).toEqual(['old', 'old']);
    expect(provider.requests).toHaveLength(2);
    await provider.last().answer('new');
    expect(await provider.get('a', options)).toBe('new');
    expect(provider.requests).toHaveLength(2);
  });

  it('has a call wait when the old value is too old for that', async () => {
    await keep('old');
    later(71);
    const call = provider.get('a', options);
    await provider.last().answer('new');
    expect(await call).toBe('new');
  });

  it('is for the caller who says so', async () => {
    await keep('old');
    later(11);
    const call = provider.get('a');
    await provider.last().answer('new');
    expect(await call).toBe('new');
  });

  it('keeps the old value, and says so once, where no new one can be had', async () => {
    const said: string[] = [];
    const warn = (message: string) => said.push(message);
    const none = () => {};
    diag.setLogger({ warn, error: none, info: none, debug: none, verbose: none }, DiagLogLevel.WARN);
    await keep('old');
    later(11);
    await Promise.all([provider.get('a', options), provider.get('a', options)]);
    await provider.last().fail(new Error('away'));
    expect(said).toEqual(['otel-powertools: a parameter could not be refreshed; its last value stays in use.']);
    expect(await provider.get('a', options)).toBe('old');
    expect(provider.requests).toHaveLength(3);
  });

  it('has a call that must wait take the fetch in the background, and fetch itself where that fails', async () => {
    await keep('old');
    later(11);
    await provider.get('a', options);
    const waiting = provider.get('a');
    expect(provider.requests).toHaveLength(2);
    await provider.last().fail(new Error('frozen'));
    expect(provider.requests).toHaveLength(3);
    await provider.last().answer('new');
    expect(await waiting).toBe('new');
  });

  it('begins anew in the next invocation where the end of the last one has cut the fetch off', async () => {
    await keep('old');
    later(11);
    await inInvocation(() => provider.get('a', options));
    later(10);
    expect(await inInvocation(() => provider.get('a', options))).toBe('old');
    expect(provider.requests).toHaveLength(3);
    await provider.last().answer('new');
    expect(await provider.get('a', options)).toBe('new');
  });

  it('is for paths too', async () => {
    const first = provider.getMultiple('p', options);
    await provider.last().answer({ x: 1 });
    await first;
    later(11);
    expect(await provider.getMultiple('p', options)).toEqual({ x: 1 });
    await provider.last().answer({ x: 2 });
    expect(await provider.getMultiple('p', options)).toEqual({ x: 2 });
  });
});

describe('the cache', () => {
  it('does not keep what was on its way when it was cleared', async () => {
    const call = provider.get('a');
    provider.clearCache();
    await provider.last().answer(1);
    expect(await call).toBe(1);
    const next = provider.get('a');
    expect(provider.requests).toHaveLength(2);
    await provider.last().answer(2);
    expect(await next).toBe(2);
  });

  it.each([null, undefined])('does not keep %s', async (missing) => {
    const call = provider.get('a');
    await provider.last().answer(missing);
    expect(await call).toBeUndefined();
    provider.get('a').catch(() => {});
    expect(provider.requests).toHaveLength(2);
  });

  it.each([0, '', false])('keeps %j', async (value) => {
    const call = provider.get('a');
    await provider.last().answer(value);
    expect([await call, await provider.get('a')]).toEqual([value, value]);
  });

  it('refuses an age that is no number', async () => {
    await expect(provider.get('a', { maxAge: Number.NaN })).rejects.toThrow('maxAge is NaN: give a number of seconds');
    expect(provider.requests).toEqual([]);
  });

  it('is one for two copies of the package, and cleared for both', async () => {
    const made = defaultProvider('test', () => provider);
    // What another copy has: the same process, and a list of its own.
    delete DEFAULT_PROVIDERS.test;
    expect(defaultProvider('test', () => new TestProvider())).toBe(made);
    provider.addToCache('a,', 1, 10);
    clearCaches();
    expect(provider.hasKeyExpiredInCache('a,')).toBe(true);
  });

  it('may be asked of a provider that a test has put in the place of the default one', () => {
    const other = new TestProvider();
    DEFAULT_PROVIDERS.ssm = other;
    expect(defaultProvider('ssm', () => provider)).toBe(other);
    delete DEFAULT_PROVIDERS.ssm;
  });
});

describe('a provider of ones own', () => {
  it.each([[undefined], [null], ['text'], [[1]]])('fails where several are %j', async (several) => {
    const call = provider.getMultiple('p');
    const failed = expect(call).rejects.toThrow(
      `Unable to get the parameters of "p" from TestProvider: Expected result to be a Record<string, unknown> but got ${typeof several}`,
    );
    await provider.last().answer(several);
    await failed;
  });

  it('makes the client by the prototype, or has the one that is given', () => {
    class Client {
      readonly config: unknown;
      constructor(config: unknown) {
        this.config = config;
      }
    }
    class WithClient extends TestProvider {
      seen(): unknown {
        return this.client;
      }
    }
    const of = (options: ConstructorParameters<typeof WithClient>[0]) => new WithClient(options).seen();
    const prototype = Client as new (config?: unknown) => Client;
    expect(of({ awsSdkV3ClientPrototype: prototype, clientConfig: { a: 1 } })).toEqual({ config: { a: 1 } });
    expect(of({ awsSdkV3ClientPrototype: prototype, awsSdkV3Client: 'mine' })).toBe('mine');
  });

  it('has the defaults of options from the classes for that', () => {
    vi.stubEnv('POWERTOOLS_PARAMETERS_MAX_AGE', '7');
    expect(new GetOptions({ transform: 'json' })).toMatchObject({ maxAge: 7, forceFetch: false, transform: 'json' });
    expect(new GetMultipleOptions({ maxAge: 1 })).toMatchObject({ maxAge: 1, throwOnTransformError: false });
    vi.unstubAllEnvs();
  });
});
