/** Whether it is an error, of this realm or of another one: of `node:vm`, as in Jest, or of a frame. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}
