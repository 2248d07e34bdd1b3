import type { ComponentChildren } from 'preact';
import type { InvocationSummary } from '../state/types.js';

export type Tone = 'ok' | 'bad' | 'warn' | 'plain';

/** A short word set off by its colour, which never says anything that the word does not. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

/** How an invocation ended: its HTTP status, or its outcome. */
export function StatusBadge({ invocation }: { readonly invocation: InvocationSummary }) {
  return <Badge tone={toneOf(invocation)}>{statusOf(invocation)}</Badge>;
}

function statusOf({ outcome, statusCode }: InvocationSummary): string {
  if (outcome !== 'ok') return outcome;
  return statusCode === undefined ? 'ok' : String(statusCode);
}

function toneOf({ outcome, statusCode = 200 }: InvocationSummary): Tone {
  if (outcome !== 'ok' || statusCode >= 500) return 'bad';
  return statusCode >= 400 ? 'warn' : 'ok';
}

/** What scrolls must be reached by keyboard, though it does nothing else: WCAG 2.1.1. */
const REACHABLE = { tabIndex: 0 };

interface ScrollProps {
  readonly label: string;
  readonly kind?: string;
  readonly children: ComponentChildren;
}

/** Something wide, which scrolls by itself. */
export function Scroll({ label, kind = '', children }: ScrollProps) {
  return (
    <section class={`scroll ${kind}`} aria-label={label} {...REACHABLE}>
      {children}
    </section>
  );
}

/** Text as it is, with its spaces and line ends. */
export function Verbatim({ label, children }: Omit<ScrollProps, 'kind'>) {
  return (
    <section class="verbatim" aria-label={label} {...REACHABLE}>
      <pre>{children}</pre>
    </section>
  );
}

/** A text in a box of its own that can be scrolled and copied. */
export function CodeBlock({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div class="code">
      <button type="button" class="quiet copy" onClick={() => void navigator.clipboard.writeText(text)}>
        Copy<span class="visually-hidden"> {label}</span>
      </button>
      <Verbatim label={label}>{text}</Verbatim>
    </div>
  );
}

export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <div class="empty">{children}</div>;
}

export function Problem({ children }: { readonly children: ComponentChildren }) {
  return (
    <p class="problem" role="alert">
      {children}
    </p>
  );
}
