import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { goTo, linkTo, type Place } from '../state/router.js';
import { useSession } from '../state/session-store.js';
import type { InvocationSummary } from '../state/types.js';
import { duration, plural, timeOfDay } from '../ui/format.js';
import { isTyping } from '../ui/keys.js';
import { Badge, Empty, StatusBadge } from '../ui/parts.js';
import { VirtualList } from '../ui/virtual-list.js';
import { InvocationDetail } from './invocation-detail.js';

type Kind = 'all' | 'failed' | 'cold' | 'replayed';

const KINDS: readonly (readonly [Kind, string])[] = [
  ['all', 'All'],
  ['failed', 'Failed'],
  ['cold', 'Cold starts'],
  ['replayed', 'Replayed'],
];
const ROW_HEIGHT = 58;

/** The list of invocations, the newest first, and the one that was chosen. */
export function InvocationsView({ place }: { readonly place: Place }) {
  const { invocations, running, info, dropped } = useSession();
  const [text, setText] = useState('');
  const [kind, setKind] = useState<Kind>('all');
  const [away, setAway] = useState(false);
  const frozen = useRef(0);
  const last = invocations.at(-1)?.sequence ?? 0;
  // While one scrolls, the list stays as it is.
  if (!away) frozen.current = last;
  const until = frozen.current;
  const shown = useMemo(
    () =>
      invocations
        .filter((invocation) => invocation.sequence <= until && isOfKind(invocation, kind) && matches(invocation, text))
        .reverse(),
    [invocations, until, kind, text],
  );
  const chosen = shown.findIndex(({ requestId }) => requestId === place.id);
  useListKeys(shown, chosen, place.id);
  const waiting = away ? invocations.filter(({ sequence }) => sequence > until).length : 0;
  return (
    <div class={`split ${place.id ? 'has-detail' : ''}`}>
      <section class="list" aria-label="Invocations">
        <search class="filters">
          <input
            type="search"
            placeholder="Filter: route, function, error, id"
            aria-label="Filter invocations"
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
          <fieldset class="chips">
            <legend class="visually-hidden">Which invocations</legend>
            {KINDS.map(([value, name]) => (
              <label key={value} class={value === kind ? 'chip on' : 'chip'}>
                <input
                  type="radio"
                  class="chip-radio"
                  name="kind"
                  checked={value === kind}
                  onChange={() => setKind(value)}
                />
                {name}
              </label>
            ))}
          </fieldset>
        </search>
        {waiting > 0 && (
          <button type="button" class="newer" onClick={() => document.querySelector('.list .virtual')?.scrollTo(0, 0)}>
            {plural(waiting, 'new invocation')} ↑
          </button>
        )}
        {running.map(({ requestId, trigger, functionName, startTime }) => (
          <p key={requestId} class="running">
            <span class="spinner" aria-hidden="true" /> {trigger} · {functionName} · since {timeOfDay(startTime)}
          </p>
        ))}
        {shown.length === 0 ? (
          <Empty>
            {invocations.length > 0 ? (
              'No invocation is like that.'
            ) : (
              <>
                <p>Nothing has been invoked yet.</p>
                {info && (
                  <p>
                    Send a request to <code>{info.url}</code>, or an event from <a href={linkTo('invoke')}>Invoke</a>.
                  </p>
                )}
              </>
            )}
          </Empty>
        ) : (
          <VirtualList
            label="Invocations, the newest first"
            items={shown}
            rowHeight={ROW_HEIGHT}
            keyOf={({ requestId }) => requestId}
            renderRow={(invocation) => <Row invocation={invocation} chosen={invocation.requestId === place.id} />}
            onScrolled={setAway}
            focusIndex={chosen}
          />
        )}
        <p class="list-end">
          {plural(shown.length, 'invocation')}
          {dropped > 0 && ` · the oldest ${dropped.toLocaleString('en-US')} have dropped out`}
        </p>
      </section>
      {place.id ? (
        <InvocationDetail key={place.id} requestId={place.id} span={place.query.get('span') ?? undefined} />
      ) : (
        <div class="detail nothing">
          {invocations.length > 0 && <Empty>Choose an invocation to see its trace, logs and metrics.</Empty>}
        </div>
      )}
    </div>
  );
}

function Row({ invocation, chosen }: { readonly invocation: InvocationSummary; readonly chosen: boolean }) {
  const { requestId, trigger, functionName, startTime, durationMs, coldStart, replayed, problem } = invocation;
  return (
    <a class="row" href={linkTo('invocations', requestId)} aria-current={chosen ? 'true' : undefined}>
      <span class="row-main">
        <StatusBadge invocation={invocation} />
        <span class="row-trigger">{trigger}</span>
        <span class="row-duration">{duration(durationMs)}</span>
      </span>
      <span class="row-more">
        <span class="row-function">{functionName}</span>
        {coldStart && <Badge tone="plain">cold start</Badge>}
        {replayed && <Badge tone="plain">replayed</Badge>}
        {problem && <span class="row-problem">{problem}</span>}
        <span class="row-time">{timeOfDay(startTime)}</span>
      </span>
    </a>
  );
}

function isOfKind({ outcome, statusCode = 200, coldStart, replayed }: InvocationSummary, kind: Kind): boolean {
  if (kind === 'failed') return outcome !== 'ok' || statusCode >= 400;
  if (kind === 'cold') return coldStart;
  return kind === 'replayed' ? replayed : true;
}

function matches(invocation: InvocationSummary, text: string): boolean {
  if (text === '') return true;
  const { trigger, functionName, problem = '', requestId, traceId, outcome, statusCode = '', source } = invocation;
  const whole = `${trigger} ${functionName} ${problem} ${requestId} ${traceId} ${outcome} ${statusCode} ${source}`;
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => whole.toLowerCase().includes(word));
}

function useListKeys(shown: readonly InvocationSummary[], chosen: number, current: string | undefined): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isTyping(event)) return;
      const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
      const inList = !(event.target instanceof Element) || !event.target.closest('.detail');
      if (step !== undefined && (inList || /^[jk]$/.test(event.key))) {
        const next = shown[Math.max(0, chosen + step)];
        if (!next) return;
        event.preventDefault();
        goTo('invocations', next.requestId);
      } else if (event.key === 'Escape' && current) goTo('invocations');
      else if (event.key === 'e' && current) goTo('invoke', undefined, { from: current });
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [shown, chosen, current]);
}
