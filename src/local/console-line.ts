/** What Lambda's runtime puts before the text of `console.log` where the log format is text, taken apart. */
export interface ConsoleLine {
  readonly level: string;
  readonly message: string;
}

/** The time, the request id (`undefined` or `-` outside of an invocation) and the level, with tabs between them. */
const PREFIX = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z\t[^\t]*\t([A-Z]+)\t/;

/** Undefined for a line that `console` has not written. */
export function readConsoleLine(text: string): ConsoleLine | undefined {
  const [prefix, level = ''] = text.match(PREFIX) ?? [];
  if (prefix === undefined) return undefined;
  // A message of several lines is one line in CloudWatch: Lambda writes carriage returns.
  return { level, message: text.slice(prefix.length).replaceAll('\r', '\n') };
}
