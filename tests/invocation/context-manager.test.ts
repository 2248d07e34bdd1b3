import { context, createContextKey, diag, ROOT_CONTEXT } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  AsyncLocalStorageContextManager,
  canEnterContext,
  EnteredContext,
  ensureContextManager,
  enterAgain,
  enterContext,
  enterUntilLeft,
  isStrayContext,
} from '../../src/invocation/context/context-manager.js';
import { reset } from '../../src/shared/process-state.js';

const KEY = createContextKey('test');
const named = (name: string) => ROOT_CONTEXT.setValue(KEY, name);
const active = () => context.active().getValue(KEY);
const pause = () => new Promise((resolve) => setTimeout(resolve, 1));
/** Runs `work` in an asynchronous execution of its own: what it enters goes no further. */
const apart = async (work: () => Promise<void>) => {
  ensureContextManager();
  // Up to Node.js 22 executions are told apart from the first use on.
  context.with(ROOT_CONTEXT, () => {});
  await pause();
  await work();
};

beforeEach(() => {
  reset('contextManager');
});
afterEach(() => {
  context.disable();
  vi.restoreAllMocks();
});

describe('a context that is entered', () => {
  it('is that of what follows, and gives way to those of callbacks', async () => {
    await apart(async () => {
      expect(enterContext(named('a'))).toBe(true);
      expect(active()).toBe('a');
      context.with(named('b'), () => expect(active()).toBe('b'));
      await pause();
      expect(active()).toBe('a');
    });
    expect(active()).toBeUndefined();
  });

  it('is nothing any more once it is left, wherever it had got to', async () => {
    const entered = new EnteredContext(named('a'), undefined);
    enterUntilLeft(entered);
    const later = (async () => {
      await pause();
      await pause();
      return active();
    })();
    expect(active()).toBe('a');
    entered.context = undefined;
    expect(active()).toBeUndefined();
    expect(await later).toBeUndefined();
  });

  it('is not that of another owner', async () => {
    const [own, other] = [{}, {}];
    await apart(async () => {
      enterUntilLeft(new EnteredContext(named('a'), own));
      expect([own, other].map(isStrayContext)).toEqual([false, true]);
      enterContext(named('b'));
      expect([own, other].map(isStrayContext)).toEqual([false, true]);
      context.with(named('c'), () => expect(isStrayContext(other)).toBe(false));
    });
  });

  it('is entered again by code that has lost the way to it, and not in a callback that has a context of its own', async () => {
    ensureContextManager();
    const entered = new EnteredContext(named('a'), {});
    await apart(async () => enterUntilLeft(entered));
    expect(active()).toBeUndefined();
    context.with(named('b'), () => {
      enterAgain(entered);
      expect(active()).toBe('b');
    });
    enterAgain(entered);
    expect(active()).toBe('a');
    entered.context = undefined;
  });

  it("is not entered into somebody else's context manager, which is left in peace", () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager());
    const error = vi.spyOn(diag, 'error');
    ensureContextManager();
    expect(enterContext(named('a'))).toBe(false);
    expect(canEnterContext()).toBe(false);
    enterUntilLeft(new EnteredContext(named('a'), {}));
    expect(active()).toBeUndefined();
    expect(error).not.toHaveBeenCalled();
  });
});
