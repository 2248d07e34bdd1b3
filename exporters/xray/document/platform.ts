import { type AttributeHolder, blockOf, type Fields, peek, peekText, unlessEmpty } from './attributes.js';
import type { DescribeSegment } from './translate.js';

/** The members of a segment's `aws` block that describe what ran it. `cloud.platform` is the name after `aws_`. */
const COMPUTE: Readonly<Record<string, Fields>> = {
  ec2: {
    instance_id: 'host.id',
    availability_zone: 'cloud.availability_zone',
    instance_size: 'host.type',
    ami_id: 'host.image.id',
  },
  ecs: {
    container: 'container.name',
    container_id: 'container.id',
    container_arn: 'aws.ecs.container.arn',
    cluster_arn: 'aws.ecs.cluster.arn',
    task_arn: 'aws.ecs.task.arn',
    task_family: 'aws.ecs.task.family',
    launch_type: 'aws.ecs.launchtype',
    availability_zone: 'cloud.availability_zone',
  },
  eks: { cluster_name: 'k8s.cluster.name', pod: 'k8s.pod.name', container_id: 'container.id' },
  elastic_beanstalk: {
    environment_name: 'service.namespace',
    deployment_id: 'service.instance.id',
    version_label: 'service.version',
  },
};

/** Lambda's own origins are Lambda's to write. */
const ORIGINS: Readonly<Record<string, string>> = {
  ec2: 'EC2::Instance',
  ecs: 'ECS::Container',
  'ecs ec2': 'ECS::EC2',
  'ecs fargate': 'ECS::Fargate',
  eks: 'EKS::Container',
  elastic_beanstalk: 'ElasticBeanstalk::Environment',
  app_runner: 'AppRunner::Service',
};

/**
 * Says of a segment what ran its service: the account, the compute, the log groups and the SDK. The log groups are
 * those of the resource, else those given.
 */
export function describePlatform(logGroups: readonly string[] = []): DescribeSegment {
  return (document, resource) => {
    if ((resource.attributes['cloud.provider'] ?? 'aws') !== 'aws') return;
    // `ecs` for `aws_ecs`.
    const [, platform = ''] = /^aws_(\w+)$/.exec(peekText(resource, 'cloud.platform') ?? '') ?? [];
    document.origin = originOf(resource, platform);
    document.aws = unlessEmpty({
      account_id: peekText(resource, 'cloud.account.id'),
      ...computeOf(resource, platform),
      cloudwatch_logs: logGroupsOf(resource, logGroups),
      xray: sdkOf(resource),
      ...document.aws,
    });
  };
}

function textsOf(resource: AttributeHolder, fields: Fields): Record<string, string> {
  return blockOf(fields, (names) => peekText(resource, names));
}

/** Where a segment was made. */
function originOf(resource: AttributeHolder, platform: string): string | undefined {
  const launched = `${platform} ${peekText(resource, 'aws.ecs.launchtype')?.toLowerCase()}`;
  const key = [launched, platform].find((name) => Object.hasOwn(ORIGINS, name));
  return key === undefined ? undefined : `AWS::${ORIGINS[key]}`;
}

function computeOf(resource: AttributeHolder, platform: string): Record<string, unknown> {
  const compute: Record<string, unknown> = {};
  for (const [name, fields] of Object.entries(COMPUTE)) {
    const block: Record<string, string | number> = textsOf(resource, fields);
    // These two are known by an attribute of theirs as well.
    const known = name === platform || (name === 'ec2' && block.instance_id) || (name === 'eks' && block.cluster_name);
    if (!known || (name === 'elastic_beanstalk' && !block.deployment_id)) continue;
    if (block.deployment_id) block.deployment_id = Number.parseInt(String(block.deployment_id), 10) || 0;
    compute[name] = block;
  }
  return compute;
}

function logGroupsOf(
  resource: AttributeHolder,
  configured: readonly string[],
): { log_group: string; arn?: string }[] | undefined {
  const arns = listAt(resource, 'aws.log.group.arns');
  if (arns.length > 0) return arns.map((arn) => ({ log_group: arn.split(':')[6] ?? arn, arn }));
  const named = listAt(resource, 'aws.log.group.names');
  const names = named.length > 0 ? named : configured;
  return names.length > 0 ? names.map((name) => ({ log_group: name })) : undefined;
}

function listAt(resource: AttributeHolder, name: string): string[] {
  const value = peek(resource, name);
  const texts = typeof value === 'string' ? value.split('&') : Array.isArray(value) ? value : [];
  return texts.filter((item): item is string => typeof item === 'string' && item !== '');
}

function sdkOf(resource: AttributeHolder): Record<string, unknown> | undefined {
  const name = peekText(resource, 'telemetry.sdk.name');
  if (name === undefined) return undefined;
  const language = peekText(resource, 'telemetry.sdk.language');
  return {
    sdk: language === undefined ? name : `${name} for ${language}`,
    sdk_version: peekText(resource, 'telemetry.sdk.version'),
    auto_instrumentation: peekText(resource, 'telemetry.distro.version telemetry.auto.version') !== undefined,
  };
}
