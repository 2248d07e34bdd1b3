/** `handler:12`; outside any named function `index.mjs:12`. */
export function locationText(
  functionName: string | undefined,
  file: string | undefined,
  line: unknown,
): string | undefined {
  const place = functionName || (file && baseName(file));
  if (!place) return undefined;
  return line === undefined || line === null ? place : `${place}:${line}`;
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
