/** What the names of secrets end in: `password`, `db_password`, `x-amz-security-token`, `SecretAccessKey`. */
const SECRET_WORDS =
  'authori[sz]ation|cookies?|pass(?:word|wd|phrase|code)s?|pwd|secrets?(?:[-_ ]?(?:string|binary|value|key|access[-_ ]?key))?|tokens?|(?:api|app|access|account|private|shared|signing|subscription|encryption|master|session)[-_ ]?keys?|credentials?|connection[-_ ]?string|client[-_ ]?assertion|bearer|jwt|x-amz-signature';

/** Where a list goes on: it lets nobody in. */
const CURSOR = /(?:next|continuation|page|pagination|starting)[-_ ]?token$/i;

/** The names, as part of a pattern: what stands before the sign between a name and its value in a text. */
export const SECRET_NAME_SOURCE = `(?:${SECRET_WORDS}|\\bsig|\\bx-amz-credential|\\bAWSAccessKeyId|\\bsignature)`;

let secretName: RegExp | undefined;

/** Whether the name says that its value lets somebody in. A name in the plural may count: its numbers are none. */
export function namesSecret(name: string): boolean {
  // At need: few functions ever see a text that could hold one.
  secretName ??= new RegExp(
    `(?:${SECRET_WORDS})(?:[-_ ]?(?:hash|digest|salt|pem))?$|^(?:auth|pass|pin|otp|cvv|cvc)$`,
    'i',
  );
  return secretName.test(name) && !CURSOR.test(name);
}
