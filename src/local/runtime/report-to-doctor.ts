import { peek } from '../../shared/process-state.js';
import { explainTelemetry } from '../../telemetry/explanation/explain-telemetry.js';
import type { Explanation } from '../../telemetry/explanation/explanation.js';
import { DOCTOR_MEMBER } from './doctor-member.js';

const VARIABLES = /^(POWERTOOLS_|OTEL_|LOG_LEVEL$|AWS_XRAY_DAEMON_ADDRESS$)/;

/** Writes what this process knows of its telemetry as one line, for `otel-powertools doctor` to read. */
export function reportToDoctor(write: (text: string) => void): void {
  const variables = Object.fromEntries(Object.entries(process.env).filter(([name]) => VARIABLES.test(name)));
  write(`${JSON.stringify({ [DOCTOR_MEMBER]: { explanation: explanation(), variables } })}\n`);
}

/** What the copy of `otel-powertools` in this process has to say, bundled or not; undefined where there is none. */
function explanation(): Explanation | undefined {
  const facts = peek('facts');
  return facts && explainTelemetry(facts());
}
