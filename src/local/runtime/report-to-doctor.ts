import { DOCTOR_MEMBER } from '../doctor-member.js';

const VARIABLES = /^(POWERTOOLS_|OTEL_|LOG_LEVEL$|AWS_XRAY_DAEMON_ADDRESS$)/;

/** What `otel-powertools` keeps for its whole process, as far as it is looked at here. */
interface ProcessState {
  readonly values: ReadonlyMap<string, unknown>;
}

/** What the copy of `otel-powertools` in this process has to say, bundled or not; undefined where there is none. */
const explanation = async (): Promise<unknown> => {
  const state = Reflect.get(globalThis, Symbol.for('otel-powertools.process')) as ProcessState | undefined;
  const explain = state?.values.get('explain');
  return typeof explain === 'function' ? await explain() : undefined;
};

/** Writes what this process knows of its telemetry as one line, for `otel-powertools doctor` to read. */
export const reportToDoctor = async (write: (text: string) => void): Promise<void> => {
  const variables = Object.fromEntries(Object.entries(process.env).filter(([name]) => VARIABLES.test(name)));
  write(`${JSON.stringify({ [DOCTOR_MEMBER]: { explanation: await explanation(), variables } })}\n`);
};
