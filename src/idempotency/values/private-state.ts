/** Classes that were asked about, by their prototypes. */
const asked = new WeakMap<object, boolean>();

/**
 * A field `#name`, where it is declared: nothing at run time tells that an object has any. Methods have a parenthesis
 * there, and static fields a word before.
 */
const PRIVATE_FIELD = /[{};\n/]\s*(?:accessor\s+)?#[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*\s*[=;\n}]/u;

/** What compilers make of a private field for older targets. */
const LOWERED_FIELD = /__privateAdd|__classPrivateFieldSet/;

/** Whether the class of an object, or one that it extends, keeps something where nobody else can read it. */
export function keepsPrivateState(value: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === null) return false;
  let answer = asked.get(prototype);
  if (answer === undefined) {
    answer = declaresPrivateField(prototype) || keepsPrivateState(prototype);
    asked.set(prototype, answer);
  }
  return answer;
}

function declaresPrivateField(prototype: object): boolean {
  const declared: unknown = Object.hasOwn(prototype, 'constructor') ? prototype.constructor : undefined;
  if (typeof declared !== 'function') return false;
  const source = Function.prototype.toString.call(declared);
  return PRIVATE_FIELD.test(source) || LOWERED_FIELD.test(source);
}
