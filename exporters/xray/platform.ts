import type { Service } from './segment-document.js';
import type { ExportableAttributes, ExportableResource } from './span.js';

const text = (attributes: ExportableAttributes, name: string): string | undefined => {
  const value = attributes[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const isAws = (attributes: ExportableAttributes): boolean => (attributes['cloud.provider'] ?? 'aws') === 'aws';

/** The service that wrote a segment, and what ran it. */
export const serviceOf = ({ attributes }: ExportableResource): Service | undefined => {
  const service: Service = {
    name: text(attributes, 'service.name'),
    version: text(attributes, 'service.version') ?? text(attributes, 'container.image.tag'),
    runtime: text(attributes, 'process.runtime.name'),
    runtime_version: text(attributes, 'process.runtime.version'),
  };
  return Object.values(service).some((value) => value !== undefined) ? service : undefined;
};

/** Where a segment was made. Lambda's own origins are Lambda's to write. */
export const originOf = ({ attributes }: ExportableResource): string | undefined => {
  if (!isAws(attributes)) return undefined;
  switch (attributes['cloud.platform']) {
    case 'aws_ec2':
      return 'AWS::EC2::Instance';
    case 'aws_ecs':
      return ecsOrigin(text(attributes, 'aws.ecs.launchtype'));
    case 'aws_eks':
      return 'AWS::EKS::Container';
    case 'aws_elastic_beanstalk':
      return 'AWS::ElasticBeanstalk::Environment';
    case 'aws_app_runner':
      return 'AWS::AppRunner::Service';
    default:
      return undefined;
  }
};

const ecsOrigin = (launchType: string | undefined): string => {
  switch (launchType?.toLowerCase()) {
    case 'ec2':
      return 'AWS::ECS::EC2';
    case 'fargate':
      return 'AWS::ECS::Fargate';
    default:
      return 'AWS::ECS::Container';
  }
};

/** The `aws` block of a segment: the account, the compute, the log groups and the SDK. */
export const platformBlock = (
  { attributes }: ExportableResource,
  logGroups: readonly string[],
): Record<string, unknown> | undefined => {
  if (!isAws(attributes)) return undefined;
  const block = {
    account_id: text(attributes, 'cloud.account.id'),
    ec2: ec2Of(attributes),
    ecs: ecsOf(attributes),
    eks: eksOf(attributes),
    elastic_beanstalk: beanstalkOf(attributes),
    cloudwatch_logs: logGroupsOf(attributes, logGroups),
    xray: sdkOf(attributes),
  };
  return Object.values(block).some((value) => value !== undefined) ? block : undefined;
};

const ec2Of = (attributes: ExportableAttributes): Record<string, unknown> | undefined => {
  const instance = text(attributes, 'host.id');
  if (instance === undefined && attributes['cloud.platform'] !== 'aws_ec2') return undefined;
  return {
    instance_id: instance,
    availability_zone: text(attributes, 'cloud.availability_zone'),
    instance_size: text(attributes, 'host.type'),
    ami_id: text(attributes, 'host.image.id'),
  };
};

const ecsOf = (attributes: ExportableAttributes): Record<string, unknown> | undefined => {
  if (attributes['cloud.platform'] !== 'aws_ecs') return undefined;
  return {
    container: text(attributes, 'container.name'),
    container_id: text(attributes, 'container.id'),
    container_arn: text(attributes, 'aws.ecs.container.arn'),
    cluster_arn: text(attributes, 'aws.ecs.cluster.arn'),
    task_arn: text(attributes, 'aws.ecs.task.arn'),
    task_family: text(attributes, 'aws.ecs.task.family'),
    launch_type: text(attributes, 'aws.ecs.launchtype'),
    availability_zone: text(attributes, 'cloud.availability_zone'),
  };
};

const eksOf = (attributes: ExportableAttributes): Record<string, unknown> | undefined => {
  const cluster = text(attributes, 'k8s.cluster.name');
  if (cluster === undefined && attributes['cloud.platform'] !== 'aws_eks') return undefined;
  return {
    cluster_name: cluster,
    pod: text(attributes, 'k8s.pod.name'),
    container_id: text(attributes, 'container.id'),
  };
};

const beanstalkOf = (attributes: ExportableAttributes): Record<string, unknown> | undefined => {
  const deployment = text(attributes, 'service.instance.id');
  if (deployment === undefined || attributes['cloud.platform'] !== 'aws_elastic_beanstalk') return undefined;
  return {
    environment_name: text(attributes, 'service.namespace'),
    deployment_id: Number.parseInt(deployment, 10) || 0,
    version_label: text(attributes, 'service.version'),
  };
};

const logGroupsOf = (
  attributes: ExportableAttributes,
  configured: readonly string[],
): { log_group: string; arn?: string }[] | undefined => {
  const arns = textsOf(attributes, 'aws.log.group.arns');
  if (arns.length > 0) return arns.map((arn) => ({ log_group: arn.split(':')[6] ?? arn, arn }));
  const named = textsOf(attributes, 'aws.log.group.names');
  const names = named.length > 0 ? named : configured;
  return names.length > 0 ? names.map((name) => ({ log_group: name })) : undefined;
};

const textsOf = (attributes: ExportableAttributes, name: string): string[] => {
  const value = attributes[name];
  const texts = typeof value === 'string' ? value.split('&') : Array.isArray(value) ? value : [];
  return texts.filter((item): item is string => typeof item === 'string' && item !== '');
};

const sdkOf = (attributes: ExportableAttributes): Record<string, unknown> | undefined => {
  const name = text(attributes, 'telemetry.sdk.name');
  if (name === undefined) return undefined;
  const language = text(attributes, 'telemetry.sdk.language');
  return {
    sdk: language === undefined ? name : `${name} for ${language}`,
    sdk_version: text(attributes, 'telemetry.sdk.version'),
    auto_instrumentation:
      text(attributes, 'telemetry.distro.version') !== undefined ||
      text(attributes, 'telemetry.auto.version') !== undefined,
  };
};
