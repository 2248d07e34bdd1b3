/** `https://example.com:8080/orders`. */
export function urlOf(scheme: string, host: string, port: number | undefined, rest: string): string {
  return `${scheme}://${host}${port === undefined ? '' : `:${port}`}${rest}`;
}

export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][\w+.-]*:\/\/)[^/?#]*@/i, '$1');
}
