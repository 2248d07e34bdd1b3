import type { LocalFunctions } from '../functions/local-functions.js';
import { isRecord, recordOf, type Values } from '../is-record.js';
import { eventSourceOf } from '../session/event-source.js';

/** What the page asked for cannot be done. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

/** How many invocations of a burst, and how many of them at a time. */
const MAX_BURST = 1000;
const MAX_AT_A_TIME = 100;
const REQUEST_LIMIT_MS = 910_000;

/** Sends an event to a function, once or many times. Resolves with the ids of the invocations, when all are over. */
export async function invokeFromPage(functions: LocalFunctions, body: Values): Promise<{ requestIds: string[] }> {
  const name = functions.find(String(body.function));
  if (!name) throw new BadRequest(`There is no function "${String(body.function)}".`);
  if (body.event === undefined) throw new BadRequest('There is no event to send.');
  const payload = JSON.stringify(body.event);
  const count = wholeNumber(body.count ?? 1, 'count', MAX_BURST);
  const atATime = wholeNumber(body.atATime ?? count, 'atATime', MAX_AT_A_TIME);
  const trigger = triggerOf(payload, recordOf(body.event));
  const requestIds: string[] = [];
  let left = count;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { requestId } = await functions.invoke(name, payload, { trigger });
      requestIds.push(requestId);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atATime, count) }, work));
  return { requestIds };
}

export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends an HTTP request to the HTTP front at `url`, as any client would. */
export async function requestFromPage(url: string, body: Values): Promise<PageAnswer> {
  const { method = 'GET', path = '/', headers = {} } = body;
  if (typeof method !== 'string' || typeof path !== 'string' || !path.startsWith('/') || !isRecord(headers)) {
    throw new BadRequest('A request has a method, a path that begins with a slash, and headers.');
  }
  const given = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  const hasBody = typeof body.body === 'string' && body.body !== '' && !/^(GET|HEAD)$/i.test(method);
  try {
    const response = await fetch(new URL(url + path), {
      method,
      headers: given,
      redirect: 'manual',
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
      ...(hasBody && { body: String(body.body) }),
    });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  } catch (error) {
    if (error instanceof TypeError && !error.cause) throw new BadRequest(error.message);
    throw new BadRequest(`The request failed: ${String(error instanceof Error ? (error.cause ?? error) : error)}`);
  }
}

function wholeNumber(value: unknown, name: string, most: number): number {
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most) return Number(value);
  throw new BadRequest(`${name} is a whole number from 1 to ${most}, not ${JSON.stringify(value)}.`);
}

/** As the report of the invocation calls it. */
function triggerOf(payload: string, event: Values): string {
  const source = eventSourceOf(payload);
  if (source !== 'http') return `event ${source === 'event' ? 'from the page' : source}`;
  const { method } = recordOf(recordOf(event.requestContext).http);
  return `${String(method ?? event.httpMethod)} ${String(event.rawPath ?? event.path)}`;
}
