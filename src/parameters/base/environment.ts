import { readFlag, readNumber } from '../../settings/read.js';
import { GetParameterError } from '../errors.js';

const DEFAULT_MAX_AGE_SECONDS = 5;

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
  const report = (): never => {
    throw new TypeError('Environment variable POWERTOOLS_PARAMETERS_MAX_AGE must be a number');
  };
  const least = Number.NEGATIVE_INFINITY;
  return readNumber(process.env, ['POWERTOOLS_PARAMETERS_MAX_AGE'], { least, report }) ?? DEFAULT_MAX_AGE_SECONDS;
}

/**
 * Whether parameters of SSM are decrypted where nobody says.
 *
 * @throws {GetParameterError} it is neither yes nor no.
 */
export function decryptByDefault(): boolean {
  const report = (): never => {
    throw new GetParameterError('Environment variable POWERTOOLS_PARAMETERS_SSM_DECRYPT must be a boolean');
  };
  return readFlag(process.env, 'POWERTOOLS_PARAMETERS_SSM_DECRYPT', report) ?? false;
}
