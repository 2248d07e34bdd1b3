import { useState } from 'preact/hooks';
import { messageOf, postJson } from '../state/api.js';
import { linkTo } from '../state/router.js';
import { useSession } from '../state/session-store.js';
import type { SampleEvent } from '../state/types.js';
import { duration, plural } from '../ui/format.js';
import { Problem, StatusBadge } from '../ui/parts.js';

interface EventFormProps {
  readonly functions: readonly string[];
  readonly samples: readonly SampleEvent[];
  readonly initial: { readonly functionName: string; readonly text: string } | undefined;
}

type Outcome = { readonly requestIds: readonly string[] } | { readonly problem: string } | undefined;

const SHOWN_RESULTS = 20;

/** Sends an event, which may be edited, once or in a burst. */
export function EventForm({ functions, samples, initial }: EventFormProps) {
  const [functionName, setFunction] = useState(initial?.functionName ?? functions[0] ?? '');
  const [text, setText] = useState(initial?.text ?? JSON.stringify(samples[0]?.event, null, 2));
  const [count, setCount] = useState(1);
  const [atATime, setAtATime] = useState(10);
  const [sending, setSending] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const mistake = mistakeIn(text);
  const send = async (): Promise<void> => {
    if (mistake || sending) return;
    setSending(true);
    setOutcome(undefined);
    try {
      const body = { function: functionName, event: JSON.parse(text), count, atATime: Math.min(count, atATime) };
      setOutcome(await postJson<{ requestIds: string[] }>('/api/invoke', body));
    } catch (error) {
      setOutcome({ problem: messageOf(error) });
    }
    setSending(false);
  };
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div class="fields">
        <label>
          Function
          <select value={functionName} onChange={({ currentTarget }) => setFunction(currentTarget.value)}>
            {functions.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          Begin with
          <select
            value=""
            onChange={({ currentTarget }) => {
              const sample = samples.find(({ name }) => name === currentTarget.value);
              if (sample) setText(JSON.stringify(sample.event, null, 2));
              currentTarget.value = '';
            }}
          >
            <option value="">an event of …</option>
            {samples.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </div>
      <label class="grow">
        Event
        <textarea
          spellcheck={false}
          rows={18}
          value={text}
          aria-invalid={mistake !== undefined}
          aria-describedby="event-mistake"
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
          }}
        />
      </label>
      <p id="event-mistake" class="mistake" role="status">
        {mistake}
      </p>
      <div class="fields">
        <label>
          Times
          <input
            type="number"
            min={1}
            max={1000}
            value={count}
            onInput={({ currentTarget }) => setCount(currentTarget.valueAsNumber || 1)}
          />
        </label>
        <label>
          At a time
          <input
            type="number"
            min={1}
            max={100}
            value={atATime}
            disabled={count === 1}
            onInput={({ currentTarget }) => setAtATime(currentTarget.valueAsNumber || 1)}
          />
        </label>
        <button type="submit" class="primary" disabled={mistake !== undefined || sending}>
          {sending ? 'Sending …' : 'Send'}
        </button>
      </div>
      <Result outcome={outcome} />
    </form>
  );
}

function Result({ outcome }: { readonly outcome: Outcome }) {
  const { invocations } = useSession();
  if (!outcome) return null;
  if ('problem' in outcome) return <Problem>{outcome.problem}</Problem>;
  const ids = new Set(outcome.requestIds);
  const found = invocations.filter(({ requestId }) => ids.has(requestId));
  return (
    <div class="results" role="status">
      <p>{plural(outcome.requestIds.length, 'invocation')}:</p>
      <ul>
        {found.slice(-SHOWN_RESULTS).map((invocation) => (
          <li key={invocation.requestId}>
            <a href={linkTo('invocations', invocation.requestId)}>
              <StatusBadge invocation={invocation} /> {invocation.trigger} · {duration(invocation.durationMs)}
              {invocation.coldStart && ' · cold start'}
            </a>
          </li>
        ))}
      </ul>
      {found.length > SHOWN_RESULTS && <p class="dim">and {found.length - SHOWN_RESULTS} more in the list</p>}
    </div>
  );
}

function mistakeIn(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}
