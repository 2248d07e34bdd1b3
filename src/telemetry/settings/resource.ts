import type { Attributes } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { Environment } from '../../settings/read.js';
import { once } from '../../shared/process-state.js';
import { resourceService } from './service.js';
import { type Settings, settings } from './settings.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    resource: Resource;
  }
}

const MEBIBYTE = 1_048_576;

/** The one resource that spans, metrics and log records of this process share. */
export function resource(): Resource {
  return once('resource', () => createResource({ ...settings(), service: resourceService() }));
}

/** A resource as SDKs and exporters of any version take it: ours is known at once, and has nothing to wait for. */
function resourceOf(attributes: Attributes): Resource {
  return {
    attributes,
    getRawAttributes: () => Object.entries(attributes),
    // The specification: where both have an attribute, that of the other one counts.
    merge: (other) => (other ? resourceOf({ ...attributes, ...other.attributes }) : resourceOf(attributes)),
  };
}

/** What Lambda tells a function about itself, by the semantic conventions for FaaS and cloud resources. */
function lambdaAttributes(env: Environment = process.env): Attributes {
  const name = env.AWS_LAMBDA_FUNCTION_NAME;
  if (!name) return {};
  const attributes: Attributes = {
    'cloud.provider': 'aws',
    'cloud.platform': 'aws_lambda',
    'faas.name': name,
  };
  const set = (key: string, value: string | number | undefined): void => {
    if (value !== undefined && value !== '') attributes[key] = value;
  };
  set('cloud.region', env.AWS_REGION);
  set('faas.version', env.AWS_LAMBDA_FUNCTION_VERSION);
  set('faas.instance', env.AWS_LAMBDA_LOG_STREAM_NAME);
  const megabytes = Number(env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE);
  if (megabytes > 0) set('faas.max_memory', megabytes * MEBIBYTE);
  if (env.AWS_LAMBDA_LOG_GROUP_NAME) attributes['aws.log.group.names'] = [env.AWS_LAMBDA_LOG_GROUP_NAME];
  return attributes;
}

function createResource({ service, resourceAttributes }: Pick<Settings, 'service' | 'resourceAttributes'>): Resource {
  return resourceOf({
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': 'opentelemetry',
    'telemetry.distro.name': 'otel-powertools',
    'process.runtime.name': 'nodejs',
    'process.runtime.version': process.versions.node,
    ...lambdaAttributes(),
    ...resourceAttributes,
    'service.name': service,
  });
}
