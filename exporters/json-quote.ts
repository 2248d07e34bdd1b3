// What some reader of lines takes for a line break or a terminal for a command, though JSON lets it stand unescaped.
const UNSAFE = /[\u007f-\u009f\u2028\u2029]/g;
// The only one of them in ASCII.
const DELETE = '\u007f';

const SHORT = 48;

/** `text` as a JSON string that is printable on one line whatever it holds. */
export function quote(text: string): string {
  if (text.length <= SHORT) {
    let index = 0;
    for (; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) break;
    }
    // Plain ASCII, as almost every key and short value is: half the time of JSON.stringify.
    if (index === text.length) return `"${text}"`;
  }
  // Two scans at the speed of memory spare almost every text a search character by character.
  const isPlain = Buffer.byteLength(text) === text.length && !text.includes(DELETE);
  return isPlain ? JSON.stringify(text) : JSON.stringify(text).replace(UNSAFE, escapeUnit);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
