import { diag } from '@opentelemetry/api';
import type { Environment } from '../../settings/read.js';
import { WITHOUT_EFFECT } from '../../settings/without-effect.js';

/** Names the variables that are set and have no effect, in one warning. */
export function warnOfUnsupported(env: Environment): void {
  const found = Object.keys(env).filter((name) => WITHOUT_EFFECT.test(name));
  if (found.length === 0) return;
  diag.warn(
    `otel-powertools: ${found.join(', ')} ${found.length === 1 ? 'has' : 'have'} no effect here and can be removed; docs/configuration.md says what is used instead.`,
  );
}
