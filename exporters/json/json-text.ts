// What some reader of lines takes for a line break or a terminal for a command, though JSON lets it stand unescaped.
const UNSAFE = /[\u007f-\u009f\u2028\u2029]/;
const EVERY_UNSAFE = new RegExp(UNSAFE, 'g');

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

const SHORT = 48;

/** `text` as a JSON string that is printable on one line whatever it holds. */
export const quote = (text: string): string => {
  if (text.length <= SHORT) {
    let index = 0;
    for (; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) break;
    }
    // Plain ASCII, as almost every key and short value is: half the time of JSON.stringify.
    if (index === text.length) return `"${text}"`;
  }
  // Asking first is cheaper than replacing nothing.
  return UNSAFE.test(text) ? JSON.stringify(text).replace(EVERY_UNSAFE, escapeUnit) : JSON.stringify(text);
};
