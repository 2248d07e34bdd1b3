import { useEffect, useState } from 'preact/hooks';

export const VIEWS = ['invocations', 'logs', 'metrics', 'invoke', 'tables', 'map'] as const;
export type View = (typeof VIEWS)[number];

/** Where in the page one is: the part of the address behind `#`. */
export interface Place {
  readonly view: View;
  /** An invocation, or a table. */
  readonly id: string | undefined;
  readonly query: URLSearchParams;
}

export function usePlace(): Place {
  const [place, setPlace] = useState(() => placeOf(location.hash));
  useEffect(() => {
    const update = (): void => setPlace(placeOf(location.hash));
    addEventListener('hashchange', update);
    return () => removeEventListener('hashchange', update);
  }, []);
  return place;
}

/** The address of a place. */
export function linkTo(view: View, id?: string, query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `#/${view}${id === undefined ? '' : `/${encodeURIComponent(id)}`}${search && `?${search}`}`;
}

export function goTo(view: View, id?: string, query?: Readonly<Record<string, string>>): void {
  location.hash = linkTo(view, id, query);
}

function placeOf(hash: string): Place {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?');
  const [name, id] = path.split('/');
  const view = VIEWS.find((known) => known === name) ?? 'invocations';
  return { view, id: id ? decodeURIComponent(id) : undefined, query: new URLSearchParams(search) };
}
