import { LocalLambdaError } from '../errors.js';
import { startLocalLambda } from '../local-lambda.js';
import { DOCTOR_VARIABLE } from '../runtime/doctor-member.js';
import { activeTracing } from '../template/active-tracing.js';
import { printable } from '../view/style.js';
import { apiCopies } from './api-copies.js';
import { given } from './dev.js';
import { factsIn, problemsOf, remarksOn } from './diagnosis.js';
import type { CommandOptions } from './options.js';
import { readEvent } from './read-event.js';

/** Sends a function one event, and prints one line for each problem of its telemetry. Resolves to the exit code. */
export async function doctor(options: CommandOptions, runtimeFolder: string): Promise<number> {
  if (options.functions.length > 1 || options.events.length > 1) {
    throw new LocalLambdaError('Name one function and at most one event. See: otel-powertools doctor --help');
  }
  const { event, trigger } = await readEvent(options.events[0] ?? '{}');
  const common = given(options);
  const lambda = await startLocalLambda({
    functions: options.functions,
    ...common,
    ric: false,
    env: { ...options.env, [DOCTOR_VARIABLE]: '1' },
    runtimeFolder,
  });
  try {
    const [definition] = lambda.functions;
    if (!definition) throw new LocalLambdaError('There is no function to look at.');
    const report = await lambda.invoke(definition.name, event, { trigger });
    const facts = factsIn(report);
    const problems = problemsOf({
      report,
      facts,
      apiCopies: apiCopies(definition.taskRoot),
      activeTracing: activeTracing(definition, options.template),
    });
    const lines = [...(problems.length === 0 ? ['healthy'] : problems), ...remarksOn(facts)];
    process.stdout.write(`${lines.map(printable).join('\n')}\n`);
    return problems.length === 0 ? 0 : 1;
  } finally {
    await lambda.close();
  }
}
