import { pathOf, type StandardSchemaIssue } from '../../shared/standard-schema.js';

/** What is wrong, as `path.to.key: message; …`. */
export function describeIssues(issues: readonly StandardSchemaIssue[], prefix: readonly string[] = []): string {
  return issues.map((issue) => `${[...prefix, ...pathOf(issue)].map(String).join('.')}: ${issue.message}`).join('; ');
}
