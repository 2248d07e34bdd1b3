/** Query parameters that let whoever reads them in: signatures and credentials of pre-signed URLs. */
const SECRET_PARAMETERS =
  /([?&](?:X-Amz-(?:Signature|Credential|Security-Token)|AWSAccessKeyId|Signature|sig|X-Goog-Signature)=)[^&]*/gi;

/** The URL of a request as telemetry may show it: without user and password, and without its query unless that is wanted. */
export function safeUrl(url: URL, withQuery: boolean): string {
  const query = withQuery ? url.search.replace(SECRET_PARAMETERS, '$1REDACTED') : '';
  return `${url.protocol}//${url.host}${url.pathname}${query}`;
}

/** The URL of a path on an origin. Sent to a proxy the path is a whole URL; one that begins with `//` is no other host. */
export function urlOfPath(path: string, origin: URL): URL {
  return path.startsWith('/') ? new URL(`${origin.origin}${path}`) : new URL(path, origin);
}
