/** Reads a part of the session. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(path, signal ? { signal } : {});
  return bodyOf<T>(response);
}

/** Asks the local Lambda to do something, with the token of the session. */
export async function postJson<T>(path: string, body: unknown): Promise<T> {
  const token = document.querySelector<HTMLMetaElement>('meta[name=token]')?.content ?? '';
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-otel-powertools-token': token },
    body: JSON.stringify(body),
  });
  return bodyOf<T>(response);
}

/** What to show of an error. */
export function messageOf(error: unknown): string {
  if (error instanceof TypeError) return 'The local Lambda does not answer: is it still running?';
  return error instanceof Error ? error.message : String(error);
}

async function bodyOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw new Error(response.status === 403 ? 'The local Lambda was started anew: reload this page.' : refusalIn(text));
}

function refusalIn(text: string): string {
  try {
    return String(JSON.parse(text).message);
  } catch {
    return text;
  }
}
