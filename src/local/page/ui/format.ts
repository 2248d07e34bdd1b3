/** A duration for people: `840 µs`, `3.2 ms`, `1.50 s`. */
export { duration } from '../../view/style.js';

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});

/** `14:03:59.120` */
export function timeOfDay(time: number): string {
  return `${clock.format(time)}.${String(Math.floor(time) % 1000).padStart(3, '0')}`;
}

/** `512 B`, `3.4 kB`, `1.2 MB` */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** A number with at most three digits behind the point. */
export function number(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}

/** `in 59 min`, `3 s ago` */
export function relative(time: number, now = Date.now()): string {
  const seconds = Math.round(Math.abs(time - now) / 1000);
  const text =
    seconds < 60
      ? `${seconds} s`
      : seconds < 5400
        ? `${Math.round(seconds / 60)} min`
        : `${Math.round(seconds / 3600)} h`;
  return time >= now ? `in ${text}` : `${text} ago`;
}

/** JSON with line ends, or the text as it is where it is none. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
