import { recordOf } from '../../shape/containers.js';
import { extend, object } from '../../shape/object.js';
import { anything, literal, string, url } from '../../shape/scalars.js';

const Base = object({
  ServiceToken: string,
  ResponseURL: url,
  StackId: string,
  RequestId: string,
  LogicalResourceId: string,
  ResourceType: string,
  ResourceProperties: recordOf(anything),
});

/** CloudFormation wants a custom resource made. */
export const CloudFormationCustomResourceCreateSchema = extend(Base, { RequestType: literal('Create') });

/** CloudFormation wants a custom resource deleted. */
export const CloudFormationCustomResourceDeleteSchema = extend(Base, { RequestType: literal('Delete') });

/** CloudFormation wants a custom resource changed. */
export const CloudFormationCustomResourceUpdateSchema = extend(Base, {
  RequestType: literal('Update'),
  OldResourceProperties: recordOf(anything),
});
