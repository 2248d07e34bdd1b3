import { type DiagLogger, diag } from '@opentelemetry/api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { once, peek, reset, warnOnce } from '../../src/shared/process-state.js';

declare module '../../src/shared/process-state.js' {
  interface ProcessState {
    testCounter: { count: number };
    testNothing: undefined;
  }
}

const STATES = Symbol.for('otel-powertools.process');

/** The module again, as another copy of the package has it. */
const otherCopy = async (): Promise<typeof import('../../src/shared/process-state.js')> => {
  vi.resetModules();
  return import('../../src/shared/process-state.js');
};

const listen = (): string[] => {
  const messages: string[] = [];
  const ignore = (): void => {};
  const logger: DiagLogger = {
    error: ignore,
    warn: (message) => void messages.push(message),
    info: ignore,
    debug: ignore,
    verbose: ignore,
  };
  diag.setLogger(logger, { suppressOverrideMessage: true });
  return messages;
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

afterEach(() => {
  reset('testCounter', 'testNothing', 'warnings');
  diag.disable();
});

describe('the state of the process', () => {
  it('makes a value once, and gives it to every copy of the package', async () => {
    const counter = once('testCounter', () => ({ count: 0 }));
    const other = await otherCopy();
    expect(other.once('testCounter', () => ({ count: 1 }))).toBe(counter);
    expect(other.peek('testCounter')).toBe(counter);
  });

  it('keeps undefined as a value', () => {
    const create = vi.fn(() => undefined);
    once('testNothing', create);
    once('testNothing', create);
    expect(create).toHaveBeenCalledOnce();
  });

  it('forgets what it is told to, or everything', () => {
    once('testCounter', () => ({ count: 0 }));
    once('testNothing', () => undefined);
    reset('testNothing');
    expect(peek('testCounter')).toEqual({ count: 0 });
    reset();
    expect(peek('testCounter')).toBeUndefined();
  });

  it('makes nothing when it is only looked at', () => {
    expect(peek('testCounter')).toBeUndefined();
  });

  it('warns once of what it was told once about, also for another copy', async () => {
    const messages = listen();
    warnOnce('late', 'it is late');
    warnOnce('late', 'it is later');
    (await otherCopy()).warnOnce('late', 'it is late');
    expect(messages).toEqual(['otel-powertools: it is late']);
  });

  it('keeps that of a version with another layout apart, and says so once', async () => {
    const states: unknown = Reflect.get(globalThis, STATES);
    const theirs = { testCounter: { value: 'of another make' } };
    Reflect.set(globalThis, STATES, { 999: theirs });
    try {
      const messages = listen();
      const [one, two] = [await otherCopy(), await otherCopy()];
      expect(one.once('testCounter', () => ({ count: 1 }))).toEqual({ count: 1 });
      expect(two.once('testCounter', () => ({ count: 2 }))).toEqual({ count: 1 });
      await turn();
      expect(messages).toEqual([expect.stringMatching(/two versions of otel-powertools.*npm ls otel-powertools/)]);
      expect(theirs).toEqual({ testCounter: { value: 'of another make' } });
    } finally {
      Reflect.set(globalThis, STATES, states);
    }
  });
});
