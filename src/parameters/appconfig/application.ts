import { readText } from '../../settings/read.js';

/**
 * The application's name.
 *
 * @throws {Error} it is set nowhere.
 */
export function applicationOf(given: string | undefined): string {
  const name = given ?? readText(process.env, 'POWERTOOLS_SERVICE_NAME') ?? '';
  if (name.trim() === '') throw new Error('Application name is not defined or POWERTOOLS_SERVICE_NAME is not set');
  return name;
}
