import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { LocalLambdaError, messageOf } from '../errors.js';
import { isRecord, type Values } from '../is-record.js';

export interface GivenEvent {
  /** What a report calls it. */
  readonly trigger: string;
  readonly event: unknown;
}

/** Reads an event that was given as JSON, as `-` for stdin, or as the name of a file. */
export async function readEvent(given: string): Promise<GivenEvent> {
  if (/^\s*[[{"]/.test(given)) return { trigger: 'event', event: parse(given, 'The event') };
  if (given === '-')
    return { trigger: 'event from stdin', event: parse(await text(process.stdin), 'The event on stdin') };
  return { trigger: `event ${given}`, event: parse(readFile(given, 'the event file'), `The event file ${given}`) };
}

/** The claims of `--claims`: JSON, or the name of a file. */
export function readClaims(given: string): Values {
  const claims = /^\s*\{/.test(given)
    ? parse(given, 'What --claims says')
    : parse(readFile(given, 'the claims in'), `The file ${given}`);
  if (isRecord(claims)) return claims;
  throw new LocalLambdaError(`--claims ${given}: write a JSON object, such as '{"sub":"ada"}'.`);
}

function readFile(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new LocalLambdaError(`Cannot read ${what} ${file}: ${messageOf(error)}`);
  }
}

function parse(json: string, what: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new LocalLambdaError(`${what} is not JSON: ${messageOf(error)}`);
  }
}
