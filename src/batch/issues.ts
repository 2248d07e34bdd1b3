import type { StandardSchemaIssue } from '../shared/standard-schema.js';

/** What is wrong, as `path.to.key: message; …`. */
export function describeIssues(issues: readonly StandardSchemaIssue[], prefix = ''): string {
  return issues.map((issue) => `${pathOf(issue, prefix)}: ${issue.message}`).join('; ');
}

function pathOf({ path = [] }: StandardSchemaIssue, prefix: string): string {
  const keys = path.map((segment) => String(typeof segment === 'object' ? segment.key : segment));
  return (prefix === '' ? keys : [prefix, ...keys]).join('.');
}
