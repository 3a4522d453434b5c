import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { constants, createGzip } from 'node:zlib';

import { undiciTransport } from '../../../src/sources/cluster/connection/undici-transport.ts';
import { credentialsOf } from '../../../src/sources/cluster/credentials/credentials.ts';
import { ApiServer, type Reply } from './api-server.ts';
import { fastClock } from './clocks.ts';
import type { StageOf } from './play.ts';

const SPEED = 20;

/** Real milliseconds: handshakes take time, and more of it where much else runs. */
const GRACE = 15_000;

const certificate = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../certificates', name), 'utf8');

/** Over HTTP/1.1 and TLS, on real sockets; `close` ends what listens, `sockets` tells how many are open. */
export async function httpStage(
  ...[options, chance, family]: Parameters<StageOf>
): Promise<
  Awaited<ReturnType<StageOf>> & { close(): Promise<void>; readonly sockets: () => number }
> {
  const speed = SPEED * (family.speed ?? 1);
  const clock = fastClock(speed, chance);
  const server = new ApiServer(options(clock));
  const sockets = new Set<Socket>();
  const listening = createServer(
    { cert: certificate('server.crt'), key: certificate('server.key') },
    (request, response) => void respond(server, request, response),
  );
  listening.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await listen(listening);
  const { port } = listening.address() as AddressInfo;
  const context = {
    name: 'test',
    from: 'a test',
    cluster: {
      server: `https://localhost:${port}`,
      'certificate-authority-data': Buffer.from(certificate('ca.crt')).toString('base64'),
      extensions: [],
    },
    user: { token: 'token', 'as-groups': [], 'as-user-extra': {} },
    namespace: 'shop',
  };
  const credentials = credentialsOf(context, { clock, environment: {}, interactive: () => false });
  return {
    clock,
    grace: GRACE * speed,
    server,
    transport: undiciTransport(context, credentials, {}),
    sockets: () => sockets.size,
    async close() {
      for (const it of sockets) it.destroy();
      listening.close();
      await once(listening, 'close');
    },
  };
}

function listen(server: Server): Promise<unknown> {
  server.listen(0, '127.0.0.1');
  return once(server, 'listening');
}

/** What breaks off in the server breaks off the connection. */
async function respond(
  server: ApiServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET') throw new Error(`meshpath sent ${request.method ?? ''}`);
  const url = new URL(request.url ?? '', 'https://localhost');
  const closed = new AbortController();
  response.on('close', () => closed.abort());
  try {
    const reply = await server.answer(
      {
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        accept: request.headers.accept ?? '',
      },
      closed.signal,
    );
    response.writeHead(reply.status, reply.headers);
    response.flushHeaders();
    await write(reply, response);
  } catch {
    request.socket.destroy();
  }
}

async function write({ headers = {}, body }: Reply, response: ServerResponse): Promise<void> {
  const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
  const isCompressed = headers['content-encoding'] === 'gzip';
  if (isCompressed) gzip.pipe(response, { end: false });
  const out = isCompressed ? gzip : response;
  try {
    for await (const chunk of body) if (!out.write(chunk)) await once(out, 'drain');
  } catch (error) {
    // An answer that is whole by the count of its bytes, and not by what they hold.
    if (!isCompressed) throw error;
    gzip.unpipe(response).destroy();
    response.end();
    return;
  }
  if (isCompressed) gzip.end(() => response.end());
  else response.end();
}
