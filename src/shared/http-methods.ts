const KNOWN = new Set(['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'QUERY', 'TRACE']);

/** Whether the HTTP semantic conventions know a method, which is to be in capitals. */
export function isKnownMethod(method: string): boolean {
  return KNOWN.has(method);
}

/** The attributes of a method: one that is not known is recorded as `_OTHER`, to keep the attribute's values few. */
export function methodAttributes(method: string, original: string = method): Record<string, string> {
  return isKnownMethod(method)
    ? { 'http.request.method': method }
    : { 'http.request.method': '_OTHER', 'http.request.method_original': original };
}
