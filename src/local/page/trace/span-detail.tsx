import { linkTo } from '../state/router.js';
import { findByTrace } from '../state/session-store.js';
import type { ExplainedError, StackFrame } from '../state/types.js';
import { duration } from '../ui/format.js';
import { ErrorView } from '../ui/stack.js';
import { LogLines } from '../views/log-lines.js';
import type { TraceRow } from './trace-model.js';

type Fields = Readonly<Record<string, unknown>>;

/** Everything that a span says: when, what it is annotated with, its errors, its links, and the lines logged in it. */
export function SpanDetail({ row, from }: { readonly row: TraceRow; readonly from: number }) {
  const { document, node, entry } = row;
  const facts: Fields = {
    starts: `after ${duration(Math.max(0, node.start * 1000 - from))}`,
    took: node.end === undefined ? 'not over' : duration(row.durationMs),
    'itself, without its children': duration(row.selfMs),
    ...(document ? {} : { memory: `${entry.memorySize} MB`, request: entry.requestId }),
  };
  return (
    <div class="span-detail">
      <Table caption="Times" values={facts} open />
      {errorsOf(document).map((error, index) => (
        <ErrorView key={index} error={error} heading={index === 0 ? 'Error' : 'Caused by'} />
      ))}
      {row.links.map(({ traceId, id }) => (
        <TraceLink key={`${traceId}${id}`} traceId={traceId} id={id} />
      ))}
      {document && (
        <>
          <Table caption="Annotations" values={fieldsOf(document.annotations)} open />
          <Table caption="HTTP" values={flat(fieldsOf(document.http))} open />
          <Table caption="AWS" values={flat(fieldsOf(document.aws))} open />
          {Object.entries(fieldsOf(document.metadata)).map(([namespace, values]) => (
            <Table key={namespace} caption={`Metadata: ${namespace}`} values={fieldsOf(values)} />
          ))}
        </>
      )}
      {row.logs.length > 0 && <LogLines lines={row.logs} from={from} requestId={entry.requestId} />}
    </div>
  );
}

/** A link to a span of another invocation: the first execution of a replay, the producer of a record. */
function TraceLink({ traceId, id }: { readonly traceId: string; readonly id: string }) {
  const target = findByTrace(traceId);
  return (
    <p class="trace-link">
      Linked to{' '}
      {target ? (
        <a href={linkTo('invocations', target.requestId, { span: id })}>
          {target.trigger} (invocation {target.sequence})
        </a>
      ) : (
        <>
          <code>{traceId}</code>, which is not in this session
        </>
      )}
    </p>
  );
}

function Table(props: { readonly caption: string; readonly values: Fields; readonly open?: boolean }) {
  const entries = Object.entries(props.values);
  if (entries.length === 0) return null;
  return (
    <details class="facts" open={props.open === true}>
      <summary>{props.caption}</summary>
      <dl>
        {entries.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value, null, 1)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function errorsOf(document: Fields | undefined): ExplainedError[] {
  const { exceptions } = fieldsOf(document?.cause);
  return (Array.isArray(exceptions) ? exceptions : []).map(fieldsOf).map(({ type, message, stack }) => ({
    errorType: String(type ?? 'Error'),
    errorMessage: String(message ?? ''),
    frames: (Array.isArray(stack) ? stack : []).map(fieldsOf).map(frameOf),
  }));
}

function frameOf({ path, line, label }: Fields): StackFrame {
  const file = String(path);
  const own = !/^(node:|internal\/)/.test(file) && !/\/node_modules\/|\/dist\/(esm|cjs|bin)\//.test(file);
  return { label: String(label ?? '<anonymous>'), file, line: Number(line), column: undefined, own };
}

/** Nested members under one name each: `request.method`. */
function flat(values: Fields): Fields {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => {
      const inner = Object.entries(fieldsOf(value));
      return inner.length > 0 ? inner.map(([name, item]) => [`${key}.${name}`, item]) : [[key, value]];
    }),
  );
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
