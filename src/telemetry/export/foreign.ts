/** What providers of the SDK have beyond the API. */
interface Flushable {
  forceFlush(): Promise<void>;
}

/** Flushes a provider that somebody else has registered, if it can be. */
export async function flushForeign(provider: object): Promise<void> {
  const behind = delegateOf(provider);
  if (canFlush(behind)) await behind.forceFlush();
}

function canFlush(provider: object): provider is Flushable {
  return 'forceFlush' in provider && typeof provider.forceFlush === 'function';
}

/** The provider behind a proxy of the API, which flushes nothing itself. */
function delegateOf(provider: object): object {
  const getDelegate: unknown = Reflect.get(provider, 'getDelegate') ?? Reflect.get(provider, '_getDelegate');
  const delegate: unknown = typeof getDelegate === 'function' ? Reflect.apply(getDelegate, provider, []) : undefined;
  return typeof delegate === 'object' && delegate !== null ? delegate : provider;
}
