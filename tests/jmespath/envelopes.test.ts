import { gzipSync } from 'node:zlib';
import * as powertools from '@aws-lambda-powertools/jmespath/envelopes';
import * as envelopes from 'otel-powertools/jmespath/envelopes';
import { describe, expect, it } from 'vitest';

const json = JSON.stringify;
const base64 = (bytes: string | Buffer): string => Buffer.from(bytes).toString('base64');
const order = { id: 'a' };
const s3 = { Records: [{ s3: { bucket: { name: 'b' } } }] };

describe('the envelopes', () => {
  it.each([
    [envelopes.API_GATEWAY_REST, { body: json(order) }, order],
    [envelopes.API_GATEWAY_HTTP, { body: json(order) }, order],
    [envelopes.SQS, { Records: [{ body: json(order) }, { body: json(order) }] }, [order, order]],
    [envelopes.SNS, { Records: [{ Sns: { Message: json(order) } }] }, order],
    [envelopes.EVENTBRIDGE, { detail: order }, order],
    [envelopes.CLOUDWATCH_EVENTS_SCHEDULED, { detail: order }, order],
    [envelopes.KINESIS_DATA_STREAM, { Records: [{ kinesis: { data: base64(json(order)) } }] }, [order]],
    [envelopes.CLOUDWATCH_LOGS, { awslogs: { data: base64(gzipSync(json({ logEvents: [order] }))) } }, [order]],
    [envelopes.S3_SNS_SQS, { Records: [{ body: json({ Message: json(s3) }) }] }, [s3.Records[0]]],
    [envelopes.S3_SQS, { Records: [{ body: json(s3) }] }, [s3.Records[0]]],
    [envelopes.S3_SNS_KINESIS_FIREHOSE, { records: [{ data: base64(json({ Message: json(s3) })) }] }, [s3.Records[0]]],
    [envelopes.S3_KINESIS_FIREHOSE, { records: [{ data: base64(json(s3)) }] }, [s3.Records[0]]],
    [envelopes.S3_EVENTBRIDGE_SQS, { Records: [{ body: json({ detail: order }) }] }, [order]],
  ])('%s finds the payload', (envelope, event, payload) => {
    expect(envelopes.extractDataFromEnvelope(event, envelope)).toEqual(payload);
  });

  it('are those of Powertools', () => {
    expect({ ...envelopes, extractDataFromEnvelope: null }).toEqual({ ...powertools, extractDataFromEnvelope: null });
  });
});
