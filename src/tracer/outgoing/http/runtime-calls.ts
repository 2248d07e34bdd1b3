/** Link-local hosts: the credentials of ECS and EKS, the metadata of a machine, Lambda's own daemon and Runtime API. */
const LINK_LOCAL = /^(169\.254\.\d+\.\d+|\[fd00:ec2::(23|254)\]|\[fe80:.*\])$/;

/**
 * Whether a request is one of the runtime itself: to the Runtime, Extensions and Telemetry APIs, or for credentials. It is
 * part of no trace, whatever is active when it is made: the runtime goes on in what a handler has left behind.
 */
export function isRuntimeCall(url: URL, env: NodeJS.ProcessEnv = process.env): boolean {
  if (LINK_LOCAL.test(url.hostname)) return true;
  return (
    isSame(url, `http://${env.AWS_LAMBDA_RUNTIME_API}`, ['host']) ||
    isSame(url, env.AWS_CONTAINER_CREDENTIALS_FULL_URI, ['host', 'pathname'])
  );
}

function isSame(url: URL, address: string | undefined, parts: readonly ('host' | 'pathname')[]): boolean {
  if (address === undefined || !URL.canParse(address)) return false;
  const other = new URL(address);
  return parts.every((part) => url[part] === other[part]);
}
