import { SAID_ONCE } from '../../view/said-once.js';
import { linkTo } from '../state/router.js';
import type { EntryLog } from '../state/types.js';
import { duration, timeOfDay } from '../ui/format.js';

interface LogLinesProps {
  readonly lines: readonly EntryLog[];
  /** When the trace begins, in milliseconds since the epoch: lines say how long after. */
  readonly from?: number;
  readonly requestId: string;
}

export function LogLines({ lines, from, requestId }: LogLinesProps) {
  return (
    <ol class="log-lines" aria-label="Log lines">
      {lines.map((line, index) => (
        <li key={index} class="log-line">
          <LogLineView line={line} from={from} requestId={requestId} />
        </li>
      ))}
    </ol>
  );
}

/** A log line: when, level, message, its own keys, and the way to its span. */
export function LogLineView(props: {
  readonly line: EntryLog;
  readonly from?: number | undefined;
  readonly requestId: string;
}) {
  const { line, from, requestId } = props;
  const { json, time, text, stream, console } = line;
  const level = levelOf(line);
  const spanId = json?.span_id;
  const own = Object.entries(json ?? {}).filter(([key]) => !SAID_ONCE.has(key));
  return (
    <div class={`log ${level.toLowerCase()}`}>
      <span class="log-time">{from === undefined ? timeOfDay(time) : `+${duration(Math.max(0, time - from))}`}</span>
      <span class={`log-level ${level.toLowerCase()}`}>{level || stream}</span>
      <span class="log-text">
        {json && typeof json.message === 'string' ? json.message : (console?.message ?? text)}
        {own.map(([key, value]) => (
          <span key={key} class="log-key">
            <span class="dim">{key}=</span>
            {shortText(value)}
          </span>
        ))}
      </span>
      {typeof json?.location === 'string' && <span class="log-place">{json.location}</span>}
      {typeof spanId === 'string' && (
        <a class="log-span" href={linkTo('invocations', requestId, { span: spanId })}>
          span<span class="visually-hidden"> of this line</span>
        </a>
      )}
    </div>
  );
}

export function levelOf({ json, console, stream }: EntryLog): string {
  if (typeof json?.level === 'string') return json.level;
  if (console) return console.level;
  return stream === 'stderr' ? 'STDERR' : '';
}

function shortText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  const { name, message } = value as { readonly name?: unknown; readonly message?: unknown };
  return typeof name === 'string' && typeof message === 'string' ? `${name}: ${message}` : JSON.stringify(value);
}
