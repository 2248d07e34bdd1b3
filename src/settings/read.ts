import { warnOnce } from '../shared/process-state.js';
import type { VariableName, VariableOf } from './variables.js';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What is told of a value that cannot be used. Default: one warning for each message in a process. */
export type Report = (problem: string) => void;

const TRUE = new Set(['1', 'y', 'yes', 't', 'true', 'on']);
const FALSE = new Set(['0', 'n', 'no', 'f', 'false', 'off']);

/** The value of the first variable that has one, without the space around it. */
export function readText(env: Environment, ...names: readonly VariableName[]): string | undefined {
  for (const name of names) {
    const value = env[name]?.trim();
    if (value) return value;
  }
  return undefined;
}

/** `1`, `y`, `yes`, `t`, `true`, `on`, or `0`, `n`, `no`, `f`, `false`, `off`, in any case. Anything else is reported. */
export function readFlag(env: Environment, name: VariableOf<'flag'>, report: Report = warn): boolean | undefined {
  const word = readText(env, name)?.toLowerCase();
  if (word === undefined) return undefined;
  if (TRUE.has(word)) return true;
  if (FALSE.has(word)) return false;
  report(`"${word}" of ${name} is neither true nor false and is ignored.`);
  return undefined;
}

/** On unless it is `false`: what Powertools' Tracer has to switch off knows no other word. */
export function readSwitch(env: Environment, name: VariableOf<'switch'>): boolean {
  return isOn(env[name]);
}

/** The same for text that stands for a variable. */
export function isOn(text: string | undefined): boolean {
  return text?.trim().toLowerCase() !== 'false';
}

/** The first of the variables that is a number from `least` to `most`; what is none is reported. */
export function readNumber(
  env: Environment,
  names: readonly VariableOf<'number'>[],
  { least = 0, most = Number.POSITIVE_INFINITY, report = warn }: NumberRange = {},
): number | undefined {
  for (const name of names) {
    const text = readText(env, name);
    if (text === undefined) continue;
    const value = Number(text);
    if (value >= least && value <= most) return value;
    const range = most === Number.POSITIVE_INFINITY ? `from ${least} on` : `from ${least} to ${most}`;
    report(`"${text}" of ${name} is not a number ${range} and is ignored.`);
  }
  return undefined;
}

/** Which numbers are taken. */
export interface NumberRange {
  /** Default 0. */
  readonly least?: number;
  /** Default: there is no end. */
  readonly most?: number;
  readonly report?: Report;
}

/** Items between commas, without the space around them. */
export function readList(env: Environment, name: VariableOf<'list'>): string[] {
  return (env[name] ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** One of several words, in any case; any other is reported, with what happens instead. */
export function readOneOf<TWord extends string>(
  env: Environment,
  name: VariableOf<'text'>,
  words: readonly TWord[],
  otherwise: string,
): TWord | undefined {
  const value = readText(env, name)?.toLowerCase();
  const known = words.find((word) => word === value);
  if (value !== undefined && !known) warn(`"${value}" of ${name} is neither ${words.join(' nor ')}; ${otherwise}.`);
  return known;
}

function warn(problem: string): void {
  warnOnce(problem, problem);
}
