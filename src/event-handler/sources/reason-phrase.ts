import { HttpStatusCodes } from '../constants.js';

// Where RFC 9110 has other words than the name of the constant, which is as Powertools has it.
const IRREGULAR: Readonly<Record<number, string>> = {
  200: 'OK',
  203: 'Non-Authoritative Information',
  207: 'Multi-Status',
  226: 'IM Used',
  413: 'Content Too Large',
  414: 'URI Too Long',
  416: 'Range Not Satisfiable',
  418: "I'm a Teapot",
  422: 'Unprocessable Content',
  451: 'Unavailable For Legal Reasons',
  505: 'HTTP Version Not Supported',
};

/** `404 Not Found`. A load balancer refuses a description that does not begin with the status. */
export function describeStatus(status: number, text: string | undefined): string {
  if (text?.startsWith(`${status}`)) return text;
  return `${status} ${text || phraseOf(status)}`.trim();
}

function phraseOf(status: number): string {
  const name = Object.entries(HttpStatusCodes).find(([, code]) => code === status)?.[0] ?? '';
  const words = name.split('_').map((word) => word.charAt(0) + word.slice(1).toLowerCase());
  return IRREGULAR[status] ?? words.join(' ');
}
