import type { StoreDescription } from '../base/types.js';

export const SSM: StoreDescription = {
  id: 'ssm',
  title: 'SSM Parameter Store',
  toGet: 'ssm:GetParameter on it',
  toGetMultiple: 'ssm:GetParametersByPath on the path',
  toSet: 'ssm:PutParameter on it',
  missing: 'ParameterNotFound',
};
