import { useState } from 'preact/hooks';
import { messageOf, postJson } from '../state/api.js';
import type { SessionInfo } from '../state/types.js';
import { pretty } from '../ui/format.js';
import { Badge, CodeBlock, Problem } from '../ui/parts.js';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'];

/** Sends an HTTP request to the routes of the functions. */
export function RequestForm({ info }: { readonly info: SessionInfo }) {
  const first = info.routes[0];
  const [method, setMethod] = useState(first && METHODS.includes(first.method) ? first.method : 'GET');
  const [path, setPath] = useState(first && first.path !== '$default' ? first.path : '/');
  const [headers, setHeaders] = useState('content-type: application/json');
  const [body, setBody] = useState('{}');
  const [sending, setSending] = useState(false);
  const [answer, setAnswer] = useState<Answer | { readonly problem: string }>();
  const send = async (): Promise<void> => {
    if (sending) return;
    setSending(true);
    try {
      setAnswer(await postJson<Answer>('/api/request', { method, path, headers: headersIn(headers), body }));
    } catch (error) {
      setAnswer({ problem: messageOf(error) });
    }
    setSending(false);
  };
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
      }}
    >
      <div class="fields">
        <label>
          Method
          <select value={method} onChange={({ currentTarget }) => setMethod(currentTarget.value)}>
            {METHODS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label class="grow">
          Path
          <input
            list="routes"
            spellcheck={false}
            value={path}
            onInput={({ currentTarget }) => setPath(currentTarget.value)}
          />
        </label>
        <datalist id="routes">
          {[...new Set(info.routes.map((route) => route.path))].map((known) => (
            <option key={known} value={known} />
          ))}
        </datalist>
        <button type="submit" class="primary" disabled={sending}>
          {sending ? 'Sending …' : 'Send'}
        </button>
      </div>
      <label>
        Headers, one a line
        <textarea
          rows={3}
          spellcheck={false}
          value={headers}
          onInput={({ currentTarget }) => setHeaders(currentTarget.value)}
        />
      </label>
      {hasBody && (
        <label>
          Body
          <textarea
            rows={10}
            spellcheck={false}
            value={body}
            onInput={({ currentTarget }) => setBody(currentTarget.value)}
          />
        </label>
      )}
      {answer && ('problem' in answer ? <Problem>{answer.problem}</Problem> : <AnswerView answer={answer} />)}
    </form>
  );
}

function AnswerView({ answer: { status, headers, body } }: { readonly answer: Answer }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <div class="results" role="status">
      <p>
        <Badge tone={status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'ok'}>{status}</Badge>
      </p>
      <details>
        <summary>Headers</summary>
        <CodeBlock text={lines.join('\n')} label="Response headers" />
      </details>
      <CodeBlock text={pretty(body)} label="Response body" />
    </div>
  );
}

function headersIn(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.includes(':'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim()]),
  );
}
