import { useEffect, useMemo, useState } from 'preact/hooks';
import { relatedTo } from '../../session/producer-links.js';
import { getJson } from '../state/api.js';
import { linkTo } from '../state/router.js';
import { findByTrace, useSession } from '../state/session-store.js';
import type { InvocationEntry } from '../state/types.js';
import { useLoaded } from '../state/use-loaded.js';
import { buildTrace } from '../trace/trace-model.js';
import { Waterfall } from '../trace/waterfall.js';
import { duration, plural, pretty, size, timeOfDay } from '../ui/format.js';
import { Badge, CodeBlock, Problem, StatusBadge } from '../ui/parts.js';
import { ErrorView, Excerpt } from '../ui/stack.js';
import { LogLines } from './log-lines.js';
import { countMetrics, MetricLines } from './metric-lines.js';

/** Everything about one invocation. */
export function InvocationDetail({
  requestId,
  span,
}: {
  readonly requestId: string;
  readonly span: string | undefined;
}) {
  const { value: entry, problem } = useLoaded<InvocationEntry>(`/api/invocations/${encodeURIComponent(requestId)}`);
  return (
    <article class="detail" aria-label="Invocation">
      <a class="back" href={linkTo('invocations')}>
        ← All invocations
      </a>
      {problem && <Problem>{problem}</Problem>}
      {entry && <EntryView entry={entry} span={span} />}
    </article>
  );
}

function EntryView({ entry, span }: { readonly entry: InvocationEntry; readonly span: string | undefined }) {
  const related = useRelated(entry);
  const trace = useMemo(() => buildTrace(entry, related), [entry, related]);
  const { logLines, metrics, event, response, rejections, otlpDatagrams, omittedOutput } = entry;
  return (
    <>
      <Heading entry={entry} />
      <Explanation entry={entry} />
      <ReplayOf entry={entry} />
      <section aria-labelledby="trace-title">
        <h3 id="trace-title">Trace</h3>
        <Waterfall trace={trace} span={span} />
        <p class="dim trace-id">
          <code>{entry.traceId}</code>
        </p>
        {rejections.map(({ reason, excerpt }, index) => (
          <Problem key={index}>
            X-Ray would refuse a document: {reason} <code>{excerpt}</code>
          </Problem>
        ))}
      </section>
      <section aria-labelledby="logs-title">
        <h3 id="logs-title">Logs ({logLines.length})</h3>
        {omittedOutput && (
          <Problem>
            {plural(omittedOutput.lines, 'more line')} ({size(omittedOutput.bytes)}) were written and are not kept.
          </Problem>
        )}
        {logLines.length === 0 ? (
          <p class="dim">Nothing was logged.</p>
        ) : (
          <LogLines lines={logLines} from={trace.from} requestId={entry.requestId} />
        )}
      </section>
      <section aria-labelledby="metrics-title">
        <h3 id="metrics-title">Metrics ({countMetrics(metrics)})</h3>
        {metrics.length === 0 ? <p class="dim">No metrics.</p> : <MetricLines documents={metrics} from={trace.from} />}
      </section>
      <section aria-labelledby="payload-title">
        <h3 id="payload-title">Event and response</h3>
        <details>
          <summary>
            Event, {size(new TextEncoder().encode(event).length)}
            {entry.eventCut && ' (cut)'}
          </summary>
          <CodeBlock text={pretty(event)} label="Event" />
        </details>
        <details>
          <summary>
            Response, {size(entry.responseBytes)}
            {entry.streamed && ', streamed'}
            {entry.responseEncoding === 'base64' && ', base64'}
          </summary>
          <CodeBlock text={pretty(response)} label="Response" />
        </details>
      </section>
      <section aria-labelledby="raw-title">
        <h3 id="raw-title">What was sent</h3>
        {entry.segments.length + otlpDatagrams.length === 0 && <p class="dim">No spans were sent.</p>}
        {entry.segments.map(({ document, datagramBytes }, index) => (
          <details key={index}>
            <summary>
              Segment document {document.name}, datagram of {size(datagramBytes)}
            </summary>
            <CodeBlock text={JSON.stringify(document, null, 2)} label={`Segment document ${document.name}`} />
          </details>
        ))}
        {otlpDatagrams.map((bytes, index) => (
          <p key={index}>Spans in OTLP, {size(bytes)}</p>
        ))}
      </section>
    </>
  );
}

function Heading({ entry }: { readonly entry: InvocationEntry }) {
  const { trigger, functionName, durationMs, startTime, coldStart, initDurationMs, replayed, sequence } = entry;
  return (
    <header class="detail-head">
      <h2>{trigger}</h2>
      <p class="detail-facts">
        <StatusBadge invocation={entry} />
        <span class="strong">{duration(durationMs)}</span>
        <span>{functionName}</span>
        {coldStart && (
          <Badge tone="plain">cold start{initDurationMs !== undefined && `, init ${duration(initDurationMs)}`}</Badge>
        )}
        {replayed && <Badge tone="plain">replayed</Badge>}
        <span class="dim">
          {timeOfDay(startTime)} · invocation {sequence} · {entry.requestId}
        </span>
      </p>
      <p>
        <a class="button" href={linkTo('invoke', undefined, { from: entry.requestId })}>
          Edit and send again
        </a>
      </p>
    </header>
  );
}

function Explanation({ entry: { explanation } }: { readonly entry: InvocationEntry }) {
  if (!explanation) return null;
  return (
    <section class="callout bad" aria-labelledby="why-title">
      <h3 id="why-title">Why it failed</h3>
      <ErrorView error={explanation} heading="Error" />
      {explanation.excerpt && <Excerpt excerpt={explanation.excerpt} />}
      {explanation.causes.map((cause, index) => (
        <div key={index} class="cause">
          <p class="dim">caused by</p>
          <ErrorView error={cause} heading="Caused by" />
        </div>
      ))}
      {explanation.cures.map((cure) => (
        <p key={cure} class="cure">
          {cure}
        </p>
      ))}
    </section>
  );
}

function ReplayOf({ entry: { replayed, replayOf } }: { readonly entry: InvocationEntry }) {
  if (!replayed) return null;
  const first = replayOf && findByTrace(replayOf.traceId);
  return (
    <section class="callout" aria-label="Replay">
      <p>
        The work was not done again: this is the answer of{' '}
        {first && replayOf ? (
          <a href={linkTo('invocations', first.requestId, { span: replayOf.id })}>
            {first.trigger} at {timeOfDay(first.startTime)} (invocation {first.sequence})
          </a>
        ) : (
          <>an earlier execution{replayOf && ', which is not in this session'}</>
        )}
        , kept by idempotency.
      </p>
    </section>
  );
}

/** The invocations that this one came from or led to. */
function useRelated(entry: InvocationEntry): readonly InvocationEntry[] {
  const { invocations } = useSession();
  const ids = relatedTo(entry, invocations)
    .map(({ requestId }) => requestId)
    .join(' ');
  const [related, setRelated] = useState<readonly InvocationEntry[]>([]);
  useEffect(() => {
    if (ids === '') return;
    let left = false;
    const loading = ids.split(' ').map((id) => getJson<InvocationEntry>(`/api/invocations/${id}`));
    // One that has dropped out meanwhile is left away.
    void Promise.allSettled(loading).then((results) => {
      const loaded = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      if (!left) setRelated(loaded);
    });
    return () => {
      left = true;
    };
  }, [ids]);
  return related;
}
