import { describe, expect, it } from 'vitest';
import { parseDaemonAddress, resolveDaemonAddress } from '../../../exporters/xray/daemon/daemon-address.js';
import { diagLines } from './diag.js';

describe('The address of the daemon', () => {
  it.each([
    ['127.0.0.1:3000', '127.0.0.1', 3000],
    ['169.254.79.129:2000', '169.254.79.129', 2000],
    ['xray-service.default:2000', 'xray-service.default', 2000],
    ['udp.tcp.example:2000', 'udp.tcp.example', 2000],
    ['udp:127.0.0.1:2000', '127.0.0.1', 2000],
    ['tcp:127.0.0.1:2001 udp:127.0.0.1:2000', '127.0.0.1', 2000],
    ['udp:127.0.0.1:2000 tcp:127.0.0.1:2001', '127.0.0.1', 2000],
    ['  tcp:a:2001   udp:b:2000 ', 'b', 2000],
    ['[::1]:2000', '::1', 2000],
    ['tcp:[::1]:2001 udp:[fe80::1]:2000', 'fe80::1', 2000],
  ])('is read from %j', (text, host, port) => {
    expect(parseDaemonAddress(text)).toEqual({ host, port });
  });

  it.each([
    '127.0.0.1',
    '127.0.0.1:',
    ':2000',
    '::1:2000',
    'a:0',
    'a:65536',
    'a:b',
    'tcp:127.0.0.1:2000',
    'a:1 b:2',
    'http://a:1',
  ])('is not in %j', (text) => {
    expect(parseDaemonAddress(text)).toBeUndefined();
  });

  it('is that of the code, else of the environment, else the daemon’s default', () => {
    const env = { AWS_XRAY_DAEMON_ADDRESS: 'env:1' };
    expect(resolveDaemonAddress('code:2', env)).toEqual({ host: 'code', port: 2 });
    expect(resolveDaemonAddress(undefined, env)).toEqual({ host: 'env', port: 1 });
    expect(resolveDaemonAddress(undefined, {})).toEqual({ host: '127.0.0.1', port: 2000 });
  });

  it('is reported and passed over when it cannot be read', () => {
    using diag = diagLines();
    expect(resolveDaemonAddress('nonsense', { AWS_XRAY_DAEMON_ADDRESS: 'env:1' })).toEqual({ host: 'env', port: 1 });
    expect(diag.lines).toEqual([expect.stringContaining('daemonAddress is "nonsense"')]);
  });
});
