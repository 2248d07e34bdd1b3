/**
 * A number of records, or of deliveries. Default: as many as there are.
 *
 * @throws {RangeError} it is not a whole number from 1 on.
 */
export function atLeastOne(wanted: number | undefined, name: string): number {
  const given = wanted ?? Number.POSITIVE_INFINITY;
  if (given !== Number.POSITIVE_INFINITY && !(Number.isInteger(given) && given > 0)) {
    throw new RangeError(`${name} is a whole number from 1 on, not ${given}.`);
  }
  return given;
}
