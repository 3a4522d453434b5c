import { isIP } from 'node:net';
import { pipeline } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';

import { Agent } from 'undici';

import type { Identity } from '../credentials/credential.ts';
import type { Credentials } from '../credentials/credentials.ts';
import type { ChosenContext, Environment } from '../kubeconfig/kubeconfig.ts';
import { connectorOf } from './connector.ts';
import { connectionErrorOf } from './failure.ts';
import type { Answer, GetRequest, Transport } from './transport.ts';
import { Turns } from './turns.ts';

/** HTTP/1.1 over one shared Agent; sockets are kept alive, and dead ones are noticed (connector.ts). */
export function undiciTransport(
  context: ChosenContext,
  credentials: Credentials,
  environment: Environment,
): Transport {
  const { cluster } = context;
  const url = new URL(cluster.server);
  const compress = cluster['disable-compression'] !== true && !isLoopback(url.hostname);
  const connect = connectorOf(context, environment);
  let agent:
    | { readonly dispatcher: Agent; readonly certificate: Identity['certificate'] }
    | undefined;
  const turns = new Turns();
  let closed = false;

  /** A new client certificate needs new connections. */
  const agentFor = ({ certificate }: Identity): Agent => {
    if (agent?.certificate?.cert !== certificate?.cert) {
      void agent?.dispatcher.destroy();
      agent = undefined;
    }
    agent ??= {
      certificate,
      dispatcher: new Agent({
        connect: connect(certificate),
        // Time is kept by whoever asks: a watch may be silent for long, a list may not.
        headersTimeout: 0,
        bodyTimeout: 0,
        keepAliveTimeout: 20_000,
        allowH2: false,
      }),
    };
    return agent.dispatcher;
  };

  const send = async (request: GetRequest, identity: Identity): Promise<Answer> => {
    try {
      const { statusCode, headers, body } = await agentFor(identity).request({
        origin: url.origin,
        path: pathOf(url, request),
        method: 'GET',
        headers: {
          ...(compress && { 'accept-encoding': 'gzip' }),
          ...mutable(identity.headers),
          accept: request.accept,
          'user-agent': 'meshpath',
        },
        signal: request.signal,
      });
      const flat = flatten(headers);
      return {
        status: statusCode,
        headers: flat,
        body: bodyOf(body, flat['content-encoding'], turns),
      };
    } catch (error) {
      throw connectionErrorOf(error);
    }
  };

  return {
    async get(request) {
      const identity = await credentials.get();
      const answer = await send(request, identity);
      if (answer.status !== 401 || closed || !(await credentials.renew(identity))) return answer;
      await discard(answer);
      return send(request, await credentials.get());
    },
    async close() {
      closed = true;
      await agent?.dispatcher.destroy();
    },
  };
}

/** gzip costs time where the server is on this machine (speed.md). */
function isLoopback(hostname: string): boolean {
  const host = hostname.replaceAll(/[[\]]/g, '');
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function pathOf(url: URL, { path, query = {} }: GetRequest): string {
  const search = new URLSearchParams(query).toString();
  return `${url.pathname.replace(/\/+$/, '')}${path}${search === '' ? '' : `?${search}`}`;
}

const mutable = (headers: Identity['headers']): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : [...value],
    ]),
  );

const flatten = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Answer['headers'] =>
  Object.fromEntries(
    Object.entries(headers).map(([key, value]) => [
      key.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );

/** Bytes that are read in one go: no more than a few milliseconds' worth. */
const MOST_AT_ONCE = 1 << 14;

async function* bodyOf(
  body: NodeJS.ReadableStream,
  encoding: string | undefined,
  turns: Turns,
): AsyncGenerator<Uint8Array> {
  const plain =
    encoding === 'gzip'
      ? // What has come is handed on at once: a watch goes on for minutes.
        pipeline(body, createGunzip({ flush: constants.Z_SYNC_FLUSH }), () => {})
      : body;
  try {
    for await (const chunk of plain) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      // What came while nobody read comes at once.
      for (let at = 0; at < bytes.length; at += MOST_AT_ONCE) {
        await turns.wait();
        yield bytes.subarray(at, at + MOST_AT_ONCE);
      }
    }
  } catch (error) {
    throw connectionErrorOf(error);
  }
}

async function discard({ body }: Answer): Promise<void> {
  try {
    for await (const _ of body);
  } catch {
    // It is not wanted anyhow.
  }
}
