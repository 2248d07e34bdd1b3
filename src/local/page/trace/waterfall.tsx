import { useEffect, useState } from 'preact/hooks';
import { duration, plural } from '../ui/format.js';
import { SpanDetail } from './span-detail.js';
import type { Trace, TraceRow } from './trace-model.js';

interface WaterfallProps {
  readonly trace: Trace;
  /** The span to open and to bring into view. */
  readonly span: string | undefined;
}

const KINDS: Readonly<Record<TraceRow['kind'], string>> = {
  function: 'function',
  aws: 'AWS',
  remote: 'remote',
  internal: '',
};
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** The spans of a trace, one row each, by time from left to right and by depth. */
export function Waterfall({ trace, span }: WaterfallProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(span ? [span] : []));
  useEffect(() => {
    if (!span) return;
    setOpen((before) => new Set([...before, span]));
    document.getElementById(`span-${span}`)?.scrollIntoView({ block: 'center' });
  }, [span]);
  const toggle = (id: string): void =>
    setOpen((before) => new Set(before.has(id) ? [...before].filter((other) => other !== id) : [...before, id]));
  const whole = trace.until - trace.from;
  return (
    <div class="waterfall">
      <div class="axis" aria-hidden="true">
        <span class="axis-ticks">
          {TICKS.map((share) => (
            <span key={share} style={{ left: `${share * 100}%` }}>
              {duration(whole * share)}
            </span>
          ))}
        </span>
      </div>
      <ol aria-label="Spans of the trace">
        {trace.rows.map((row) => (
          <li key={row.id} id={`span-${row.id}`} class={row.id === span ? 'found' : ''}>
            {row.kind === 'function' && row.entry.coldStart && <InitRow row={row} />}
            <button type="button" class="span-row" aria-expanded={open.has(row.id)} onClick={() => toggle(row.id)}>
              <span class="span-name" style={{ '--depth': row.depth }}>
                <span class="twist" aria-hidden="true">
                  {open.has(row.id) ? '▾' : '▸'}
                </span>
                <span class={`kind ${row.kind}`}>{KINDS[row.kind]}</span>
                <span class="name">{row.node.name}</span>
                {row.node.detail && (
                  <span class="dim" title={row.node.detail}>
                    {row.node.detail}
                  </span>
                )}
                {row.node.flag && <span class={`flag ${row.node.flag}`}>{row.node.flag}</span>}
                {row.links.length > 0 && <span class="flag link">link</span>}
              </span>
              <Bar row={row} trace={trace} />
              <span class="span-times">
                <span>{row.node.end === undefined ? 'running' : duration(row.durationMs)}</span>
                {row.durationMs - row.selfMs > 0.0005 && <span class="dim">self {duration(row.selfMs)}</span>}
              </span>
              <span class="visually-hidden">{describe(row, trace.from)}</span>
            </button>
            {open.has(row.id) && <SpanDetail row={row} from={trace.from} />}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The loading of the handler, which was over before the event came: it has no place on the time line. */
function InitRow({ row }: { readonly row: TraceRow }) {
  const { initDurationMs } = row.entry;
  if (initDurationMs === undefined) return null;
  return (
    <div class="span-row init">
      <span class="span-name" style={{ '--depth': row.depth }}>
        <span class="kind">init</span>
        <span class="name">cold start</span>
      </span>
      <span class="bar-space">
        <span class="bar init-bar">loading the handler, before the event</span>
      </span>
      <span class="span-times">{duration(initDurationMs)}</span>
    </div>
  );
}

function Bar({ row, trace }: { readonly row: TraceRow; readonly trace: Trace }) {
  const whole = trace.until - trace.from;
  const place = (time: number): string =>
    `${Math.min(100, Math.max(0, ((time - trace.from) / whole) * 100)).toFixed(3)}%`;
  const tone = row.node.flag === 'fault' ? 'fault' : row.node.flag ? 'error' : row.kind;
  return (
    <span class="bar-space" aria-hidden="true">
      <span
        class={`bar ${tone} ${row.node.end === undefined ? 'unfinished' : ''}`}
        style={{
          left: place(row.node.start * 1000),
          width: `${Math.max(0.2, Math.min(100, (row.durationMs / whole) * 100)).toFixed(3)}%`,
        }}
      />
      {row.logs.map((line, index) => (
        <span
          key={index}
          class={`tick ${/ERROR|CRITICAL|FATAL/.test(String(line.json?.level)) ? 'bad' : ''}`}
          style={{ left: place(line.time) }}
          title={line.text.slice(0, 200)}
        />
      ))}
      {row.kind === 'function' &&
        metricTimes(row).map((time, index) => (
          <span key={index} class="tick metric" style={{ left: place(time) }} title="metrics" />
        ))}
    </span>
  );
}

function metricTimes({ entry }: TraceRow): number[] {
  return entry.metrics.flatMap(({ _aws }) => {
    const time = typeof _aws === 'object' && _aws !== null ? Reflect.get(_aws, 'Timestamp') : undefined;
    return typeof time === 'number' ? [time] : [];
  });
}

/** What the row shows by its place and its marks, for somebody who hears it. */
function describe({ node, depth, durationMs, selfMs, logs }: TraceRow, from: number): string {
  const parts = [
    `level ${depth + 1}`,
    `starts after ${duration(Math.max(0, node.start * 1000 - from))}`,
    `${duration(selfMs)} of ${duration(durationMs)} without its children`,
    ...(logs.length > 0 ? [plural(logs.length, 'log line')] : []),
  ];
  return `, ${parts.join(', ')}`;
}
