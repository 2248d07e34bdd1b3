import type { Attributes } from '@opentelemetry/api';
import { asObject, asText } from '../../shared/unknown.js';
import { commonOperation, setText } from '../attributes.js';
import type { EventSource } from '../event-source.js';

/** What happened to objects of an S3 bucket. */
export const s3: EventSource = {
  type: 'datasource',
  matches: ({ origin }) => origin === 'aws:s3',
  describe: ({ records, firstRecord }) => {
    const attributes: Attributes = {};
    const s3 = asObject(firstRecord?.s3);
    const bucket = asText(asObject(s3?.bucket)?.name);
    const key = records.length === 1 ? decodedKey(asText(asObject(s3?.object)?.key)) : undefined;
    setText(attributes, 'aws.s3.bucket', bucket);
    setText(attributes, 'aws.s3.key', key);
    setText(attributes, 'faas.document.collection', bucket);
    setText(attributes, 'faas.document.name', key);
    setText(attributes, 'faas.document.operation', commonOperation(records));
    setText(attributes, 'faas.document.time', asText(firstRecord?.eventTime));
    return { attributes };
  },
};

/** S3 writes keys as a form does: `a+b%2Fc`. */
function decodedKey(key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
