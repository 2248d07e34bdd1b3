import stringWidth from 'string-width';

/** How text is made to stand out; without colour every style is the text itself. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  blue(text: string): string;
  cyan(text: string): string;
}

const RESET = '\u001b[0m';

const coloured: Style = {
  bold: sgr(1),
  dim: sgr(2),
  red: sgr(31),
  green: sgr(32),
  yellow: sgr(33),
  blue: sgr(34),
  cyan: sgr(36),
};

const colourless: Style = {
  bold: plain,
  dim: plain,
  red: plain,
  green: plain,
  yellow: plain,
  blue: plain,
  cyan: plain,
};

export function createStyle(color: boolean): Style {
  return color ? coloured : colourless;
}

// A function's output is shown on the user's terminal: it must not be able to steer it.
// Nor to show a text in another order than it has, or hide a part of it, as the controls of bidirectional text do.
// What joins letters and emoji, or makes flags of them, stays.
const CONTROL = /(?!\u200c|\u200d|[\u{e0020}-\u{e007f}])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text from a function, safe to print: control characters are made visible. */
export function printable(text: string): string {
  return text.replace(CONTROL, (character) =>
    character === '\t' ? character : escapeOf(character.codePointAt(0) ?? 0),
  );
}

const graphemes = new Intl.Segmenter();

/** How many columns a terminal takes for a text: a Chinese character and an emoji have two, a combining accent has none. */
export const columnsOf: (text: string) => number = stringWidth;

/** As much of a text as has room in `width` columns. */
export function clip(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  let kept = '';
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) {
    columns += columnsOf(segment);
    if (columns > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columnsOf(text)));
}

/** A duration for people: `840 µs`, `3.2 ms`, `1.50 s`. */
export function duration(millis: number): string {
  if (millis < 0.9995) return `${Math.round(millis * 1000)} µs`;
  if (millis < 99.95) return `${millis.toFixed(1)} ms`;
  if (millis < 999.5) return `${Math.round(millis)} ms`;
  return `${(millis / 1000).toFixed(2)} s`;
}

function sgr(code: number) {
  return (text: string): string => (text === '' ? '' : `\u001b[${code}m${text}${RESET}`);
}

function plain(text: string): string {
  return text;
}

function escapeOf(code: number): string {
  const digits = code.toString(16);
  if (code > 0xffff) return `\\u{${digits}}`;
  return code > 0xff ? `\\u${digits.padStart(4, '0')}` : `\\x${digits.padStart(2, '0')}`;
}
