import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { constants, createGzip } from 'node:zlib';

import type { ApiServer, Reply } from './api-server.ts';

const certificate = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../certificates', name), 'utf8');

/** An API server that listens. */
export interface Listening {
  /** Where a client finds it, in the words of a kubeconfig. */
  readonly cluster: {
    readonly server: string;
    readonly 'certificate-authority-data': string;
  };
  /** How many are open. */
  sockets(): number;
  close(): Promise<void>;
}

/** Over HTTP/1.1 and TLS, on a free port of the loopback address. */
export async function serve(server: ApiServer): Promise<Listening> {
  const sockets = new Set<Socket>();
  const listening = createServer(
    { cert: certificate('server.crt'), key: certificate('server.key') },
    (request, response) => void respond(server, request, response),
  );
  listening.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return {
    cluster: {
      server: `https://localhost:${port}`,
      'certificate-authority-data': Buffer.from(certificate('ca.crt')).toString('base64'),
    },
    sockets: () => sockets.size,
    async close() {
      for (const it of sockets) it.destroy();
      listening.close();
      await once(listening, 'close');
    },
  };
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
