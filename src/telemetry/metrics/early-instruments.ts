import { createNoopMeter, type Meter, metrics } from '@opentelemetry/api';
import { once, peek, warnOnce } from '../../shared/process-state.js';
import { asText, attempt } from '../../shared/unknown.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    earlyInstruments: Set<string>;
  }
}

/** To find out who calls takes a look at the stack: after so many calls of a method it is known, or never will be. */
const MAX_LOOKS = 20;

/** What the SDK measures of itself with a meter that it knows to do nothing. */
const OF_THE_SDK = /^otel\.sdk\./;

const IN_THE_SDK = /[\\/]@opentelemetry[\\/](sdk|otlp|exporter)-/;

const WAY_OUT =
  'import "otel-powertools/register" before the module that makes it, or call configure() first thing in that module';

type Method = (...args: readonly unknown[]) => unknown;

/**
 * Watches for instruments that were made before there was a provider: `@opentelemetry/api` has given them out as
 * instruments that never do anything, the same ones to everybody. They are known by that, once they are used.
 */
export function watchEarlyInstruments(): void {
  once('earlyInstruments', () => {
    // A runtime that has frozen them keeps its secret.
    attempt(watch);
    return new Set();
  });
}

/** The instruments that were found to be made too early, as far as they have a name, and where they were used. */
export function earlyInstruments(): readonly string[] {
  return [...(peek('earlyInstruments') ?? [])];
}

function watch(): void {
  const meter = createNoopMeter();
  const synchronous = [
    meter.createCounter('', {}),
    meter.createUpDownCounter('', {}),
    meter.createHistogram('', {}),
    meter.createGauge?.('', {}),
  ];
  const observable = [
    meter.createObservableCounter('', {}),
    meter.createObservableUpDownCounter('', {}),
    meter.createObservableGauge('', {}),
  ];
  for (const instrument of [...synchronous, ...observable]) {
    for (const name of ['add', 'record', 'addCallback']) intercept(instrument, name, reportUse);
  }
  for (const name of creatorsOf(meter)) intercept(meter, name, reportCreation);
}

/** What a meter makes instruments with. */
function creatorsOf(meter: Meter): readonly string[] {
  return Object.getOwnPropertyNames(Object.getPrototypeOf(meter)).filter((name) => name.startsWith('create'));
}

/** Has `report` told of the first calls of a method. What is given back stays what it was. */
function intercept(target: object | undefined, name: string, report: (args: readonly unknown[], site: string) => void) {
  const original: unknown = target && Reflect.get(target, name);
  if (!target || typeof original !== 'function') return;
  let looks = 0;
  const watched: Method = function (this: unknown, ...args) {
    looks += 1;
    if (looks >= MAX_LOOKS) Reflect.deleteProperty(target, name);
    if (isSetUp()) report(args, callSite(watched));
    const result: unknown = Reflect.apply(original, this, args);
    // Not the one that is watched: who makes it now was told, or knows what he does.
    return typeof result === 'object' && result !== null ? Object.create(Object.getPrototypeOf(result)) : result;
  };
  Object.defineProperty(target, name, { value: watched, configurable: true, writable: true });
}

function reportUse(_args: readonly unknown[], site: string): void {
  // An SDK that was there before us measures itself with the same instruments, which it knows to do nothing.
  if (isOfAnotherSdk(peek('traces')) || isOfAnotherSdk(peek('logs')) || IN_THE_SDK.test(site)) return;
  note(site);
  warnOnce(
    `early-instrument ${site}`,
    `an instrument of the metrics API, used ${site}, was made before telemetry was set up: what it measures is lost, always. To mend it, ${WAY_OUT}.`,
  );
}

function reportCreation([given]: readonly unknown[], site: string): void {
  const name = asText(given) ?? '';
  if (OF_THE_SDK.test(name)) return;
  note(name);
  warnOnce(
    `early-instrument ${name}`,
    `the instrument "${name}" of the metrics API, made ${site}, is of a meter that was got before telemetry was set up: what it measures is lost, always. To mend it, ${WAY_OUT}; or get the meter when the instrument is made.`,
  );
}

/** Signals that are not ours to register go through somebody else's provider. */
function isOfAnotherSdk(signal: { register?(): void } | undefined): boolean {
  return signal !== undefined && signal.register === undefined;
}

function note(instrument: string): void {
  once('earlyInstruments', () => new Set()).add(instrument);
}

/** Whether there is a provider now, so that this could have been an instrument that does something. */
function isSetUp(): boolean {
  return peek('metrics') !== undefined && metrics.getMeterProvider().getMeter('otel-powertools') !== createNoopMeter();
}

/** Where `callee` was called: the file, the line and the function, as a stack has them. */
function callSite(callee: Method): string {
  const trace: { stack?: string } = {};
  Error.captureStackTrace(trace, callee);
  return trace.stack?.split('\n')[1]?.trim() ?? 'at an unknown place';
}
