import { useSession } from '../state/session-store.js';
import { ErrorView, Excerpt } from '../ui/stack.js';

/** What is wrong with a source as it was saved last, until it is mended: nobody has to send an event to see it. */
export function LoadProblems() {
  const { loadProblems } = useSession();
  return (
    <div role="alert">
      {loadProblems.map(({ functionName, problem }) =>
        problem === undefined ? null : (
          <section key={functionName} class="callout bad load-problem" aria-label={`${functionName} cannot be loaded`}>
            <h2>{functionName} cannot be loaded</h2>
            <ErrorView error={problem} heading="Error" />
            {problem.excerpt && <Excerpt excerpt={problem.excerpt} />}
            {problem.cures.map((cure) => (
              <p key={cure} class="cure">
                {cure}
              </p>
            ))}
          </section>
        ),
      )}
    </div>
  );
}
