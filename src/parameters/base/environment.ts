import { GetParameterError } from '../errors.js';

const DEFAULT_MAX_AGE_SECONDS = 5;

const TRUE = ['1', 'y', 'yes', 't', 'true', 'on'];
const FALSE = ['0', 'n', 'no', 'f', 'false', 'off'];

/**
 * How long a value is kept, in seconds.
 *
 * @throws {TypeError} it is no number.
 */
export function maxAgeOf(given: number | undefined): number {
  if (given !== undefined) {
    if (Number.isNaN(given)) throw new TypeError('maxAge is NaN: give a number of seconds');
    return given;
  }
  const text = process.env.POWERTOOLS_PARAMETERS_MAX_AGE?.trim();
  const seconds = text ? Number(text) : DEFAULT_MAX_AGE_SECONDS;
  if (Number.isNaN(seconds)) {
    throw new TypeError('Environment variable POWERTOOLS_PARAMETERS_MAX_AGE must be a number');
  }
  return seconds;
}

/**
 * Whether parameters of SSM are decrypted where nobody says.
 *
 * @throws {GetParameterError} it is neither yes nor no.
 */
export function decryptByDefault(): boolean {
  const text = process.env.POWERTOOLS_PARAMETERS_SSM_DECRYPT?.trim().toLowerCase();
  if (!text || FALSE.includes(text)) return false;
  if (TRUE.includes(text)) return true;
  throw new GetParameterError('Environment variable POWERTOOLS_PARAMETERS_SSM_DECRYPT must be a boolean');
}
