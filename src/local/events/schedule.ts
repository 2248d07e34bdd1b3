import { LocalLambdaError } from '../errors.js';

/** When something happens. */
export interface Schedule {
  /** Milliseconds since the epoch of the first time after `now`; undefined: never again. */
  next(now: number): number | undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const LAST_YEAR = 2199;
const DAY_MS = 86_400_000;
/** Leap days come eight years apart at most. */
const DAYS_AHEAD = 366 * 9;

/**
 * Reads `rate(5 minutes)`, `cron(0 12 * * ? *)` and `at(2026-11-30T12:00:00)`. Times are of UTC.
 *
 * @throws LocalLambdaError for anything else
 */
export function readSchedule(expression: string): Schedule {
  const [, kind, content = ''] = expression.trim().match(/^(rate|cron|at)\((.*)\)$/) ?? [];
  const schedule =
    kind === 'rate' ? rate(content) : kind === 'cron' ? cron(content) : kind === 'at' ? at(content) : undefined;
  if (schedule) return schedule;
  throw new LocalLambdaError(
    `The schedule "${expression}" is none: write rate(5 minutes), cron(0 12 * * ? *) or at(2026-11-30T12:00:00).`,
  );
}

function rate(content: string): Schedule | undefined {
  const [, count = '', unit = '', plural] = content.trim().match(/^(\d+) +(minute|hour|day)(s?)$/) ?? [];
  const period = Number(count) * (UNIT_MS[unit] ?? 0);
  // AWS, too, wants `1 minute` and `2 minutes`.
  if (period <= 0 || (Number(count) === 1) !== (plural === '')) return undefined;
  return { next: (now) => now + period };
}

function at(content: string): Schedule | undefined {
  const time = Date.parse(`${content.trim()}Z`);
  return Number.isNaN(time) ? undefined : { next: (now) => (time > now ? time : undefined) };
}

/** Six fields: minutes, hours, day of month, month, day of week, year. */
function cron(content: string): Schedule | undefined {
  const fields = content.trim().split(/\s+/);
  const [minutes, hours, dayOfMonth, months, dayOfWeek, years] = fields;
  if (fields.length !== 6 || dayOfMonth === undefined || dayOfWeek === undefined) return undefined;
  const minute = setOf(minutes, 0, 59);
  const hour = setOf(hours, 0, 23);
  const month = setOf(months, 1, 12, MONTHS);
  const year = setOf(years, 1970, LAST_YEAR);
  // One of the two days is left open.
  const day =
    dayOfMonth === '?' ? dayOfWeekTest(dayOfWeek) : dayOfWeek === '?' ? dayOfMonthTest(dayOfMonth) : undefined;
  if (!minute || !hour || !month || !year || !day) return undefined;
  const isDay = (date: Date): boolean =>
    month.has(date.getUTCMonth() + 1) && year.has(date.getUTCFullYear()) && day(date);
  return {
    next: (now) => {
      const from = Math.floor(now / 60_000) * 60_000 + 60_000;
      const today = Math.floor(from / DAY_MS) * DAY_MS;
      for (let ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
        const midnight = today + ahead * DAY_MS;
        if (!isDay(new Date(midnight))) continue;
        for (let time = Math.max(midnight, from); time < midnight + DAY_MS; time += 60_000) {
          const date = new Date(time);
          if (hour.has(date.getUTCHours()) && minute.has(date.getUTCMinutes())) return time;
        }
      }
      return undefined;
    },
  };
}

/** The numbers that a field means: `*`, `5`, `1-5`, `0/15`, `MON-FRI`, and lists of these. */
function setOf(field: string | undefined, least: number, most: number, names: readonly string[] = []) {
  const found = new Set<number>();
  const numberOf = (text: string): number => {
    const index = names.indexOf(text.toUpperCase());
    return index < 0 ? (/^\d+$/.test(text) ? Number(text) : Number.NaN) : index + least;
  };
  for (const part of (field ?? '').split(',')) {
    const [range = '', step] = part.split('/');
    const [first = '', last] = range.split('-');
    const from = range === '*' ? least : numberOf(first);
    const until = range === '*' || (step !== undefined && last === undefined) ? most : numberOf(last ?? first);
    const by = step === undefined ? 1 : Number(step);
    if (!(from >= least && until <= most && from <= until && Number.isInteger(by) && by > 0)) return undefined;
    for (let number = from; number <= until; number += by) found.add(number);
  }
  return found;
}

function dayOfMonthTest(field: string): ((date: Date) => boolean) | undefined {
  if (field === 'L') return (date) => date.getUTCDate() === lastDayOf(date);
  const [, weekday] = field.match(/^(\d{1,2})W$/) ?? [];
  if (weekday !== undefined) return (date) => date.getUTCDate() === nearestWeekday(date, Number(weekday));
  const days = setOf(field, 1, 31);
  return days && ((date) => days.has(date.getUTCDate()));
}

/** Sunday is 1. */
function dayOfWeekTest(field: string): ((date: Date) => boolean) | undefined {
  if (field === 'L') return (date) => date.getUTCDay() === 6;
  const [, last] = field.match(/^([1-7])L$/) ?? [];
  if (last !== undefined) {
    return (date) => date.getUTCDay() === Number(last) - 1 && date.getUTCDate() > lastDayOf(date) - 7;
  }
  const [, day, count] = field.match(/^(\w+)#([1-5])$/) ?? [];
  const days = setOf(day ?? field, 1, 7, DAYS);
  if (!days) return undefined;
  return (date) =>
    days.has(date.getUTCDay() + 1) && (count === undefined || Math.ceil(date.getUTCDate() / 7) === Number(count));
}

function lastDayOf(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}

/** The weekday nearest to a day, in the same month. */
function nearestWeekday(date: Date, day: number): number {
  const last = lastDayOf(date);
  const wanted = Math.min(day, last);
  const weekday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), wanted)).getUTCDay();
  if (weekday === 6) return wanted > 1 ? wanted - 1 : wanted + 2;
  if (weekday === 0) return wanted < last ? wanted + 1 : wanted - 2;
  return wanted;
}
