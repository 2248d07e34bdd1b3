import { useEffect, useState } from 'preact/hooks';
import { goTo, linkTo, type Place, usePlace, VIEWS, type View } from './state/router.js';
import { useSession } from './state/session-store.js';
import { timeOfDay } from './ui/format.js';
import { isTyping } from './ui/keys.js';
import { ThemeChooser } from './ui/theme.js';
import { HelpDialog } from './views/help-dialog.js';
import { InvocationsView } from './views/invocations.js';
import { InvokeView } from './views/invoke.js';
import { LoadProblems } from './views/load-problems.js';
import { LogsView } from './views/logs.js';
import { MetricsView } from './views/metrics.js';
import { ServiceMapView } from './views/service-map.js';
import { TablesView } from './views/tables.js';

const TITLES: Readonly<Record<View, string>> = {
  invocations: 'Invocations',
  logs: 'Logs',
  metrics: 'Metrics',
  invoke: 'Invoke',
  tables: 'Tables',
  map: 'Service map',
};

export function App() {
  const place = usePlace();
  const [help, setHelp] = useState(false);
  useViewKeys(() => setHelp(true));
  useEffect(() => {
    document.title = `${TITLES[place.view]} · otel-powertools`;
  }, [place.view]);
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the content
      </button>
      <header class="top">
        <h1>
          <a href={linkTo('invocations')}>otel-powertools</a>
        </h1>
        <nav aria-label="Views">
          {VIEWS.map((view) => (
            <a key={view} href={linkTo(view)} aria-current={view === place.view ? 'page' : undefined}>
              {TITLES[view]}
            </a>
          ))}
        </nav>
        <div class="top-end">
          <Connection />
          <ThemeChooser />
          <button type="button" class="quiet" onClick={() => setHelp(true)} aria-label="Keyboard shortcuts">
            ?
          </button>
        </div>
      </header>
      <Notices />
      <LoadProblems />
      <main id="main" tabIndex={-1}>
        <ViewOf place={place} />
      </main>
      {help && <HelpDialog onClose={() => setHelp(false)} />}
    </>
  );
}

function ViewOf({ place }: { readonly place: Place }) {
  switch (place.view) {
    case 'invocations':
      return <InvocationsView place={place} />;
    case 'logs':
      return <LogsView />;
    case 'metrics':
      return <MetricsView />;
    case 'invoke':
      return <InvokeView place={place} />;
    case 'tables':
      return <TablesView place={place} />;
    case 'map':
      return <ServiceMapView />;
  }
}

function Connection() {
  const { connected, lost } = useSession();
  const text = connected ? 'live' : lost ? 'connection lost' : 'connecting';
  return (
    <span class={`connection ${connected ? 'on' : 'off'}`} role="status">
      {text}
    </span>
  );
}

/** The last thing that happened outside of an invocation: a source has changed, a process has ended. */
function Notices() {
  const { notices } = useSession();
  const last = notices.at(-1);
  const [closed, close] = useState<unknown>(undefined);
  return (
    <div class="notices" role="status">
      {last && closed !== last && (
        <p>
          <span class="dim">{timeOfDay(last.time)}</span> {last.text}{' '}
          <button type="button" class="quiet" onClick={() => close(last)} aria-label="Close this notice">
            ×
          </button>
        </p>
      )}
    </div>
  );
}

function useViewKeys(showHelp: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isTyping(event)) return;
      const view = VIEWS[Number(event.key) - 1];
      if (view) goTo(view);
      else if (event.key === '?') showHelp();
      else if (event.key === '/') {
        const field = document.querySelector<HTMLInputElement>('input[type=search]');
        if (!field) return;
        event.preventDefault();
        field.focus();
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
