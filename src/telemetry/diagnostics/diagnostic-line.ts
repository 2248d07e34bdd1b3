import { isSpanContextValid, trace } from '@opentelemetry/api';
import { isError } from '../../../exporters/is-error.js';
import { formatLine } from '../../../exporters/json/line.js';
import { lineKeys } from '../../../exporters/json/record.js';
import { currentInvocation } from '../../invocation/scope.js';
import { hrTimeOf } from '../../shared/hr-time.js';
import { peek } from '../../shared/process-state.js';
import { redaction } from '../redaction/redaction.js';
import { functionAttributes, invocationAttributes } from './invocation-attributes.js';

/** What `diag` was called with. */
export interface Diagnostic {
  readonly level: string;
  readonly message: string;
  readonly args: readonly unknown[];
}

/** A line like that of any log record, with the facts of the invocation and of the trace, and under the same policy. */
export function diagnosticLine({ level, message, args }: Diagnostic, service: string | undefined): string {
  const active = trace.getActiveSpan()?.spanContext();
  const spanContext = active && isSpanContextValid(active) ? active : undefined;
  const invocation = currentInvocation();
  const { lambdaContext } = invocation;
  const error = args.find(isError);
  const objects = args.filter((argument) => isObject(argument) && argument !== error);
  const words = args.filter((argument) => !isObject(argument)).map(String);
  const keys = lineKeys(
    {
      hrTime: hrTimeOf(Date.now()),
      spanContext,
      severityText: level,
      body: [message, ...words].filter((part) => part !== '').join(' '),
      resource: { attributes: { 'service.name': peek('settings')?.resolved?.service ?? service } },
      attributes: {
        ...(lambdaContext && functionAttributes(lambdaContext)),
        ...invocationAttributes(invocation, spanContext),
        ...(error && { error }),
        ...(objects.length > 0 && { extra: objects }),
      },
    },
    process.env.TZ,
  );
  const policy = redaction();
  return formatLine(keys, policy ? { redact: policy.value, redactName: policy.name } : {});
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
