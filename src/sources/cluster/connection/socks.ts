import { once } from 'node:events';
import type { Socket } from 'node:net';

import { ConnectionError } from './failure.ts';

/** RFC 1928 and 1929, as far as a client needs them: CONNECT by name, with or without a password. */
export async function socksTunnel(
  socket: Socket,
  proxy: URL,
  host: string,
  port: number,
): Promise<void> {
  const read = reader(socket, proxy);
  const user = decodeURIComponent(proxy.username);
  const methods = user === '' ? [NO_PASSWORD] : [NO_PASSWORD, PASSWORD];
  socket.write(Buffer.from([5, methods.length, ...methods]));
  const [version, method] = await read(2);
  if (version !== 5) throw trouble(proxy, 'speaks no SOCKS 5');
  if (method === PASSWORD) await logIn(socket, proxy, read, user);
  else if (method !== NO_PASSWORD) throw trouble(proxy, 'wants another way to log in');

  const name = Buffer.from(host);
  socket.write(
    Buffer.concat([
      Buffer.from([5, CONNECT, 0, BY_NAME, name.length]),
      name,
      Buffer.from([port >> 8, port & 255]),
    ]),
  );
  const [, reply = 1, , type] = await read(4);
  if (reply !== 0)
    throw trouble(proxy, `refuses to connect to ${host}:${port}: ${REPLIES[reply] ?? 'unknown'}`);
  // Its own address, which nothing needs.
  const length = type === 1 ? 4 : type === 4 ? 16 : ((await read(1))[0] ?? 0);
  await read(length + 2);
}

const NO_PASSWORD = 0;
const PASSWORD = 2;
const CONNECT = 1;
const BY_NAME = 3;

const REPLIES: Readonly<Record<number, string>> = {
  1: 'general failure',
  2: 'not allowed',
  3: 'network unreachable',
  4: 'host unreachable',
  5: 'connection refused',
  6: 'too slow',
  7: 'command not supported',
  8: 'address not supported',
};

type Read = (length: number) => Promise<Buffer>;

async function logIn(socket: Socket, proxy: URL, read: Read, user: string): Promise<void> {
  const parts = [user, decodeURIComponent(proxy.password)].map((it) => Buffer.from(it));
  socket.write(
    Buffer.concat([Buffer.from([1]), ...parts.flatMap((it) => [Buffer.from([it.length]), it])]),
  );
  const [, status] = await read(2);
  if (status !== 0) throw trouble(proxy, 'refuses the user or password');
}

/** Exactly so many bytes; what has come beyond stays in the socket. */
const reader =
  (socket: Socket, proxy: URL): Read =>
  async (length) => {
    for (;;) {
      const chunk: unknown = length === 0 ? Buffer.alloc(0) : socket.read(length);
      if (chunk instanceof Buffer) return chunk;
      if (socket.readableEnded || socket.destroyed) throw trouble(proxy, 'hangs up');
      const ended = new AbortController();
      const end = { signal: ended.signal };
      await Promise.race([once(socket, 'readable', end), once(socket, 'close', end)]).finally(() =>
        ended.abort(),
      );
    }
  };

const trouble = (proxy: URL, what: string): ConnectionError =>
  new ConnectionError('PROXY', `the proxy ${proxy.protocol}//${proxy.host} ${what}`);
