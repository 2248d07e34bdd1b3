import type { AwsService } from './service.js';

/**
 * Where requests go.
 *
 * @throws {Error} what is set asks for an endpoint whose name is not known here.
 */
export function endpointOf(
  service: AwsService,
  region: string,
  endpoint: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): URL {
  const { host, endpointVariable, withSdk } = service;
  const isIgnored = env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true';
  const configured = isIgnored ? undefined : env[endpointVariable] || env.AWS_ENDPOINT_URL;
  const given = endpoint ?? configured;
  if (given) return new URL(given);
  const special = ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'].find((name) => env[name] === 'true');
  // Partitions of their own, with domains of their own.
  if (special || /^(eusc|.+-iso)/.test(region)) {
    throw new Error(
      `The endpoint for ${special ?? `the region ${region}`} is not known: set clientConfig.endpoint or ` +
        `${endpointVariable}, or use ${withSdk}`,
    );
  }
  return new URL(`https://${host}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`);
}

/** @throws {Error} it is set nowhere, or is no name of a region: it becomes a part of the host that is asked. */
export function regionOf(region: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  const found = region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION);
  if (!found) throw new Error('The AWS region is not known: set AWS_REGION, or clientConfig.region');
  if (!/^[a-z0-9-]+$/.test(found)) {
    throw new Error(
      `The AWS region "${found}" has other characters than a-z, 0-9 and "-": mend AWS_REGION, or clientConfig.region`,
    );
  }
  return found;
}
