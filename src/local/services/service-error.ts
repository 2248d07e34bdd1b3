/** What a local service refuses, as AWS's JSON protocols say it. */
export class ServiceError extends Error {
  override readonly name: string = 'ServiceError';
  /** The `__type` of the answer. */
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(type: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.type = type;
    this.headers = headers;
  }
}
