/**
 * Sets telemetry up from the environment when it is imported: `import 'otel-powertools/register'` as the first line of a
 * module, `node --import otel-powertools/register`, or `--require`. Instruments of the standard metrics API that modules
 * make at their top level then work. Options that `configure` or `withPowertools` are given later are too late, and are
 * named in a warning.
 */
import { configure } from './telemetry/telemetry.js';

configure();
