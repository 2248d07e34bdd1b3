import { type Context, context, isSpanContextValid, type Span, type Tracer, trace } from '@opentelemetry/api';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';

/** What a span is begun in: the context given, or one that names a parent in place of none. */
export type ParentOf = (active: Context) => Context;

type ProviderConfig = ConstructorParameters<typeof BasicTracerProvider>[0];
type SdkTracer = ReturnType<BasicTracerProvider['getTracer']>;

/**
 * The SDK's provider, for a function: what is begun outside of any span has a parent even so, whoever begins it; and what
 * is not recorded stands for its parent, so that nobody is told of a span that was never sent.
 */
export class OwnTracerProvider extends BasicTracerProvider {
  readonly #parentOf: ParentOf;
  readonly #known = new WeakSet<Tracer>();

  constructor(config: ProviderConfig, parentOf: ParentOf) {
    super(config);
    this.#parentOf = parentOf;
  }

  override getTracer(...scope: Parameters<BasicTracerProvider['getTracer']>): SdkTracer {
    const tracer = super.getTracer(...scope);
    if (this.#known.has(tracer)) return tracer;
    this.#known.add(tracer);
    // `startActiveSpan` of the SDK begins its span with it, too.
    const startSpan = tracer.startSpan.bind(tracer);
    tracer.startSpan = (name, options = {}, active = context.active()) => {
      const base = options.root ? active : this.#parentOf(active);
      const span = startSpan(name, options, base);
      return span.isRecording() || options.root ? span : unrecorded(span, base);
    };
    return tracer;
  }
}

/** What stands for a span that is not recorded: its parent, with the sampler's decision. */
function unrecorded(span: Span, base: Context): Span {
  const parent = trace.getSpanContext(base);
  const own = span.spanContext();
  // Where tracing is suppressed, the span is none.
  if (!parent || !isSpanContextValid(parent) || !isSpanContextValid(own)) return span;
  return trace.wrapSpanContext({ ...own, spanId: parent.spanId, isRemote: parent.isRemote === true });
}
