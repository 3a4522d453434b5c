import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, getCACertificates } from 'node:tls';

import { buildConnector } from 'undici';

import { UserError } from '../../../lib/user-error.ts';
import type { Identity } from '../credentials/credential.ts';
import type { ChosenContext, Environment } from '../kubeconfig/kubeconfig.ts';
import { pem } from '../kubeconfig/secret-files.ts';
import { connectionErrorOf, ConnectionError } from './failure.ts';
import { proxyFor } from './proxy.ts';
import { socksTunnel } from './socks.ts';

/**
 * After 8 silent seconds the system asks the other side each second whether it is there, and gives up after ten
 * times (libuv's numbers): a dead connection is noticed within 20 s, and ends what hangs on it.
 */
const KEEP_ALIVE_AFTER = 8000;

const CONNECT_TIMEOUT = 10_000;

type Connector = buildConnector.connector;

/** Opens sockets to one cluster: directly, or through its proxy. */
export function connectorOf(
  context: ChosenContext,
  environment: Environment,
): (certificate?: Identity['certificate']) => Connector {
  const { cluster } = context;
  const ca = pem(
    context,
    'certificate-authority',
    cluster['certificate-authority-data'],
    cluster['certificate-authority'],
  );
  const insecure = cluster['insecure-skip-tls-verify'] === true;
  if (insecure && ca !== undefined)
    throw new UserError(
      `The cluster of context ${JSON.stringify(context.name)} in ${context.from} has both a certificate-authority and insecure-skip-tls-verify. Take one away.`,
      3,
    );
  if (ca !== undefined && !ca.includes('-----BEGIN'))
    throw new UserError(
      `The certificate-authority of context ${JSON.stringify(context.name)} in ${context.from} is no certificate in PEM. Mend it.`,
      3,
    );
  const servername = cluster['tls-server-name'] ?? '';
  const proxy = proxyFor(context, environment);
  return (certificate) => {
    const direct = buildConnector({
      ...(ca !== undefined && { ca }),
      ...(insecure && { rejectUnauthorized: false }),
      ...(servername !== '' && { servername }),
      ...certificate,
      allowH2: false,
      timeout: CONNECT_TIMEOUT,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_AFTER,
    });
    return proxy === undefined ? direct : through({ url: proxy, ca, insecure }, direct);
  };
}

/** Where it is, and whom to trust that speaks for it: as kubectl does, the cluster's authority; beside those of all. */
interface Proxy {
  readonly url: URL;
  readonly ca: string | undefined;
  readonly insecure: boolean;
}

/** First a tunnel through the proxy, then TLS inside of it. */
const through =
  (proxy: Proxy, direct: Connector): Connector =>
  (options, callback) => {
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80);
    // oxlint-disable promise/no-callback-in-promise -- undici's connector takes a callback
    tunnel(proxy, options.hostname, port).then(
      (socket) => {
        socket.setKeepAlive(true, KEEP_ALIVE_AFTER);
        if (options.protocol === 'https:') direct({ ...options, httpSocket: socket }, callback);
        else callback(null, socket);
      },
      (error: unknown) => callback(connectionErrorOf(error), null),
    );
    // oxlint-enable promise/no-callback-in-promise
  };

async function tunnel(way: Proxy, host: string, port: number): Promise<Socket> {
  const proxy = way.url;
  const socket = await dial(way);
  const give = setTimeout(
    () => socket.destroy(proxyTrouble(proxy, 'does not answer')),
    CONNECT_TIMEOUT,
  );
  try {
    const plain = host.replaceAll(/[[\]]/g, '');
    await (proxy.protocol.startsWith('socks')
      ? socksTunnel(socket, proxy, plain, port)
      : httpTunnel(socket, proxy, plain.includes(':') ? `[${plain}]:${port}` : `${plain}:${port}`));
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(give);
  }
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

function dial({ url: proxy, ca, insecure }: Proxy): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const host = proxy.hostname.replaceAll(/[[\]]/g, '');
  const port = Number(proxy.port) || (DEFAULT_PORTS[proxy.protocol] ?? 1080);
  const secure = proxy.protocol === 'https:';
  const socket = secure
    ? connectTls({
        host,
        port,
        ...(isIP(host) === 0 && { servername: host }),
        ...(ca !== undefined && { ca: [...getCACertificates(), ca] }),
        rejectUnauthorized: !insecure,
      })
    : connectTcp({ host, port });
  socket.setTimeout(CONNECT_TIMEOUT, () => socket.destroy(proxyTrouble(proxy, 'does not answer')));
  socket.once(secure ? 'secureConnect' : 'connect', () => {
    socket.setTimeout(0);
    resolve(socket);
  });
  socket.on('error', (error) =>
    reject(
      error instanceof ConnectionError
        ? error
        : proxyTrouble(proxy, `cannot be reached (${connectionErrorOf(error).code})`),
    ),
  );
  return promise;
}

async function httpTunnel(socket: Socket, proxy: URL, target: string): Promise<void> {
  const user = decodeURIComponent(proxy.username);
  const pair = Buffer.from(`${user}:${decodeURIComponent(proxy.password)}`).toString('base64');
  const authorization = user === '' ? '' : `Proxy-Authorization: Basic ${pair}\r\n`;
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization}\r\n`);
  const head = await headOf(socket, proxy);
  const status = /^HTTP\/1\.[01] (\d{3})([^\r\n]*)/.exec(head);
  if (status?.[1] !== '200')
    throw proxyTrouble(
      proxy,
      status === null
        ? 'answers what is no HTTP'
        : `refuses to connect to ${target}: ${status[1] ?? ''}${(status[2] ?? '').trimEnd()}`,
    );
}

/** What the proxy says before the tunnel is open; a server speaks only after the client has, so no byte is lost. */
function headOf(socket: Socket, proxy: URL): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let head = '';
  const onData = (chunk: Buffer): void => {
    head += chunk.toString('latin1');
    if (!head.includes('\r\n\r\n') && head.length < 16_384) return;
    end();
    resolve(head);
  };
  const onClose = (): void => {
    end();
    reject(proxyTrouble(proxy, 'hangs up'));
  };
  const onError = (error: Error): void => {
    end();
    reject(error);
  };
  const end = (): void => {
    socket.off('data', onData).off('close', onClose).off('error', onError).pause();
  };
  socket.on('data', onData).on('close', onClose).on('error', onError);
  return promise;
}

const proxyTrouble = (proxy: URL, what: string): ConnectionError =>
  new ConnectionError('PROXY', `the proxy ${proxy.protocol}//${proxy.host} ${what}`);
