import { shownPath } from '../state/session-store.js';
import type { ExplainedError, SourceExcerpt, StackFrame } from '../state/types.js';
import { Scroll } from './parts.js';

/** An error with its stack, the user's own frames first; the others are folded. */
export function ErrorView({ error, heading }: { readonly error: ExplainedError; readonly heading: string }) {
  return (
    <div class="error">
      <p class="error-text">
        <span class="visually-hidden">{heading}: </span>
        <strong>{error.errorType}</strong>
        {error.errorMessage && <span>: {error.errorMessage}</span>}
      </p>
      <Frames frames={error.frames} />
    </div>
  );
}

/** The lines of a source around the one that threw. */
export function Excerpt({ excerpt }: { readonly excerpt: SourceExcerpt }) {
  return (
    <figure class="excerpt">
      <figcaption>
        {shownPath(excerpt.file)}:{excerpt.line}
      </figcaption>
      <Scroll label="Source" kind="source">
        {excerpt.lines.map((line, index) => {
          const number = excerpt.firstLine + index;
          return (
            <div key={number} class={number === excerpt.line ? 'here' : ''}>
              <span class="line-number">{number}</span>
              {line || ' '}
            </div>
          );
        })}
      </Scroll>
    </figure>
  );
}

function Frames({ frames }: { readonly frames: readonly StackFrame[] }) {
  const own = frames.filter((frame) => frame.own);
  const others = frames.filter((frame) => !frame.own);
  return (
    <>
      <FrameList frames={own} />
      {others.length > 0 && (
        <details>
          <summary>
            {own.length === 0 ? '' : 'and '}
            {others.length} {others.length === 1 ? 'frame' : 'frames'} of packages and Node.js
          </summary>
          <FrameList frames={others} />
        </details>
      )}
    </>
  );
}

function FrameList({ frames }: { readonly frames: readonly StackFrame[] }) {
  if (frames.length === 0) return null;
  return (
    <ol class="frames">
      {frames.map(({ label, file, line, column }, index) => (
        <li key={index}>
          <span class="frame-label">{label}</span>{' '}
          <span class="frame-place">
            {shownPath(file)}:{line}
            {column !== undefined && `:${column}`}
          </span>
        </li>
      ))}
    </ol>
  );
}
