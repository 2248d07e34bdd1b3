/** `https://example.com:8080/orders`. */
export const urlOf = (scheme: string, host: string, port: number | undefined, rest: string): string =>
  `${scheme}://${host}${port === undefined ? '' : `:${port}`}${rest}`;

export const withoutQuery = (url: string): string => url.replace(/[?#].*$/s, '');

export const withoutCredentials = (url: string): string => url.replace(/^([a-z][\w+.-]*:\/\/)[^/?#]*@/i, '$1');
