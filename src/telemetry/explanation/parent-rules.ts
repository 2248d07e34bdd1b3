import type { ParentRule } from '../../invocation/trace-context/parent.js';

/** What decided about the parent of an invocation, in one line, for a person who misses a trace. */
export const PARENT_RULES: Readonly<Record<ParentRule, string>> = {
  'active-span': 'A span was active already when the handler was called: it is the parent.',
  lambda: "Lambda's trace header is the parent: the spans hang on the segment that Lambda writes to X-Ray.",
  'lambda-not-sampled':
    "Lambda's trace header says Sampled=0: X-Ray does not record this invocation, and nothing is sent to it.",
  'lambda-undecided':
    "Lambda's trace header has no Parent or no decision on sampling, as when active tracing is off: there is no segment " +
    'to hang spans on, and nothing is sent to X-Ray. Turn on active tracing, or export elsewhere.',
  'event-w3c':
    'The context that the event carries (traceparent, or what the registered propagators read) is the parent.',
  'event-xray': 'The X-Ray trace header that the event carries is the parent.',
  'new-trace': 'No context qualifies as the parent: the invocation begins a trace.',
};
