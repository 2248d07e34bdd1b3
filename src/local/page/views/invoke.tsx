import { useEffect, useState } from 'preact/hooks';
import { getJson } from '../state/api.js';
import { linkTo, type Place } from '../state/router.js';
import { useSession } from '../state/session-store.js';
import type { InvocationEntry, SampleEvent } from '../state/types.js';
import { useLoaded } from '../state/use-loaded.js';
import { pretty } from '../ui/format.js';
import { EventForm } from './event-form.js';
import { RequestForm } from './request-form.js';

/** Sends events and HTTP requests. */
export function InvokeView({ place }: { readonly place: Place }) {
  const { info } = useSession();
  const from = place.query.get('from') ?? undefined;
  const { value: samples } = useLoaded<SampleEvent[]>('/api/samples');
  const earlier = useEarlier(from);
  const [kind, setKind] = useState<'request' | 'event'>(from === undefined ? 'request' : 'event');
  useEffect(() => {
    if (from !== undefined) setKind('event');
  }, [from]);
  if (!info || !samples || (from !== undefined && !earlier)) return <p class="page dim">Loading …</p>;
  return (
    <section class="page invoke" aria-labelledby="view-title">
      <h2 id="view-title" class="visually-hidden">
        Invoke
      </h2>
      <fieldset class="chips">
        <legend class="visually-hidden">What to send</legend>
        {(['request', 'event'] as const).map((value) => (
          <label key={value} class={value === kind ? 'chip on' : 'chip'}>
            <input
              type="radio"
              class="chip-radio"
              name="what"
              checked={value === kind}
              onChange={() => setKind(value)}
            />
            {value === 'request' ? 'HTTP request' : 'Event'}
          </label>
        ))}
      </fieldset>
      {earlier && kind === 'event' && (
        <p class="dim">
          The event of{' '}
          <a href={linkTo('invocations', earlier.requestId)}>
            {earlier.trigger} (invocation {earlier.sequence})
          </a>
          {earlier.eventCut && ': it was too long to be kept whole'}
        </p>
      )}
      {kind === 'request' ? (
        <RequestForm info={info} />
      ) : (
        <EventForm
          key={from ?? ''}
          functions={info.functions.map(({ name }) => name)}
          samples={samples}
          initial={earlier && { functionName: earlier.functionName, text: pretty(earlier.event) }}
        />
      )}
    </section>
  );
}

function useEarlier(requestId: string | undefined): InvocationEntry | undefined {
  const [entry, setEntry] = useState<InvocationEntry>();
  useEffect(() => {
    setEntry(undefined);
    if (requestId === undefined) return;
    getJson<InvocationEntry>(`/api/invocations/${encodeURIComponent(requestId)}`).then(setEntry, () =>
      setEntry(undefined),
    );
  }, [requestId]);
  return entry?.requestId === requestId ? entry : undefined;
}
