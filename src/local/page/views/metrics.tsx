import { useMemo, useState } from 'preact/hooks';
import { useSession } from '../state/session-store.js';
import type { MetricsOverview, Series } from '../state/types.js';
import { useLoaded, useThrottled } from '../state/use-loaded.js';
import { number, plural } from '../ui/format.js';
import { Empty, Problem } from '../ui/parts.js';
import { Plot } from './plot.js';

const SHOWN_AT_ONCE = 60;
/** US dollars a metric and month, for the first 10,000 in us-east-1. */
const DOLLARS = 0.3;

/** The metrics of the session, one plot for each name and value of its dimensions, and what CloudWatch would charge. */
export function MetricsView() {
  const { invocations } = useSession();
  const version = useThrottled(invocations.at(-1)?.sequence ?? 0, 1000);
  const { value, problem } = useLoaded<MetricsOverview>('/api/metrics', version);
  const [text, setText] = useState('');
  const [all, setAll] = useState(false);
  const found = useMemo(() => (value?.series ?? []).filter((series) => matches(series, text)), [value, text]);
  const shown = all ? found : found.slice(0, SHOWN_AT_ONCE);
  return (
    <section class="page" aria-labelledby="view-title">
      <h2 id="view-title" class="visually-hidden">
        Metrics
      </h2>
      {problem && <Problem>{problem}</Problem>}
      {value && <Cost overview={value} />}
      <search class="filters wide">
        <input
          type="search"
          aria-label="Filter metrics"
          placeholder="Filter: name, namespace, dimension"
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <span class="dim">{plural(found.length, 'metric')}</span>
      </search>
      {value && found.length === 0 && (
        <Empty>{value.series.length === 0 ? 'No metrics have been written yet.' : 'No metric is like that.'}</Empty>
      )}
      <ul class="cards">
        {shown.map((series) => (
          <li key={keyOf(series)} class="card">
            <SeriesCard series={series} />
          </li>
        ))}
      </ul>
      {shown.length < found.length && (
        <button type="button" onClick={() => setAll(true)}>
          Show all {found.length}
        </button>
      )}
    </section>
  );
}

function Cost({ overview: { series, growing, monthlyCost, omitted } }: { readonly overview: MetricsOverview }) {
  if (series.length === 0) return null;
  return (
    <div class="cost">
      <p>
        <strong>${monthlyCost.toFixed(2)}</strong> a month in CloudWatch for {plural(series.length, 'metric')} at $
        {DOLLARS.toFixed(2)} each
        <span class="dim"> (first 10,000, us-east-1, if each has a value in every hour)</span>
      </p>
      {growing.map(({ namespace, name, dimension, values }) => (
        <p key={`${namespace} ${name} ${dimension}`} class="callout warn">
          <strong>
            {namespace} › {name}
          </strong>{' '}
          has {values} values of the dimension <code>{dimension}</code>: each is a metric of its own, $
          {(values * DOLLARS).toFixed(2)} a month so far. What grows without end (ids, paths) belongs into metadata or a
          log line.
        </p>
      ))}
      {omitted > 0 && (
        <Problem>{plural(omitted, 'value')} of further metrics are not shown: there are too many.</Problem>
      )}
    </div>
  );
}

function SeriesCard({ series }: { readonly series: Series }) {
  const { namespace, name, unit, dimensions, samples, sum, minimum, maximum, points } = series;
  const last = points.at(-1)?.[1] ?? 0;
  const words = Object.entries(dimensions).map(([key, value]) => `${key}=${value}`);
  const summary = `${plural(samples, 'value')}, sum ${number(sum)}, from ${number(minimum)} to ${number(maximum)}`;
  return (
    <>
      <h3>
        <span class="dim">{namespace} ›</span> {name}
      </h3>
      <p class="card-value">
        {number(last)} <span class="dim">{unit === 'None' ? '' : unit}</span>
      </p>
      <Plot points={points} label={`${name} over time: ${summary}`} />
      <p class="dim small">{summary}</p>
      {words.length > 0 && <p class="dim small">{words.join(' · ')}</p>}
    </>
  );
}

function keyOf({ namespace, name, dimensions }: Series): string {
  return JSON.stringify([namespace, name, dimensions]);
}

function matches(series: Series, text: string): boolean {
  const whole = `${series.namespace} ${series.name} ${JSON.stringify(series.dimensions)}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => whole.includes(word));
}
