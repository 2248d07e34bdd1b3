import { arrayOf, nonEmptyArrayOf, optional, transformed } from '../../shape/containers.js';
import { object } from '../../shape/object.js';
import { boolean, isoTime, literal, positive, string } from '../../shape/scalars.js';

const Verdict = object({ status: literal('PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED') });

const positiveInteger = transformed(positive, (value, reading) =>
  Number.isSafeInteger(value) ? value : reading.fail('invalid_type', 'expected an integer'),
);

/** A mail that SES received. */
export const SesRecordSchema = object({
  eventSource: literal('aws:ses'),
  eventVersion: string,
  ses: object({
    mail: object({
      timestamp: isoTime,
      source: string,
      messageId: string,
      destination: arrayOf(string),
      headersTruncated: boolean,
      headers: arrayOf(object({ name: string, value: string })),
      commonHeaders: object({
        from: arrayOf(string),
        to: arrayOf(string),
        cc: optional(arrayOf(string)),
        bcc: optional(arrayOf(string)),
        sender: optional(arrayOf(string)),
        'reply-to': optional(arrayOf(string)),
        returnPath: string,
        messageId: string,
        date: string,
        subject: string,
      }),
    }),
    receipt: object({
      timestamp: isoTime,
      processingTimeMillis: positiveInteger,
      recipients: arrayOf(string),
      spamVerdict: Verdict,
      virusVerdict: Verdict,
      spfVerdict: Verdict,
      dmarcVerdict: Verdict,
      dkimVerdict: Verdict,
      dmarcPolicy: literal('none', 'quarantine', 'reject'),
      action: object({ type: literal('Lambda'), invocationType: literal('Event'), functionArn: string }),
    }),
  }),
});

/** Mails that SES received. */
export const SesSchema = object({ Records: nonEmptyArrayOf(SesRecordSchema) });
