import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What a proxy was asked for: `api.test:6443 user:password`. */
export type OnTunnel = (asked: string) => void;

/** Whatever name is asked for is on this machine. */
const open = (port: number): Socket => connect(port, '127.0.0.1');

const join = (one: Duplex, other: Duplex): void => {
  one.pipe(other).pipe(one);
  one.on('error', () => other.destroy());
  other.on('error', () => one.destroy());
};

/** CONNECT, over TLS where there is a certificate. */
export function connectProxy(
  onTunnel: OnTunnel,
  tls?: { readonly cert: string; readonly key: string },
): Server {
  const proxy = tls === undefined ? createHttpServer() : createHttpsServer(tls);
  proxy.on('connect', ({ url = '', headers }: IncomingMessage, socket: Duplex) => {
    const user = headers['proxy-authorization']?.replace('Basic ', '') ?? '';
    onTunnel(`${url} ${Buffer.from(user, 'base64').toString()}`.trimEnd());
    const target = open(Number(url.split(':').at(-1)));
    target.once('connect', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      join(socket, target);
    });
  });
  return proxy;
}

/** SOCKS 5 by name, each message as it comes in one piece (RFC 1928, 1929); a password is asked for where one is offered. */
export function socksProxy(onTunnel: OnTunnel): Server {
  return createServer((socket) => {
    let user = '';
    const next = (then: (message: Buffer) => void): void => void socket.once('data', then);
    const request = (): void =>
      next((message) => {
        const length = message[4] ?? 0;
        const port = message.readUInt16BE(5 + length);
        onTunnel(`${message.toString('latin1', 5, 5 + length)}:${port} ${user}`.trimEnd());
        const target = open(port);
        target.once('connect', () => {
          socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
          join(socket, target);
        });
      });
    next((greeting) => {
      const asks = greeting.subarray(2).includes(2);
      socket.write(Buffer.from([5, asks ? 2 : 0]));
      if (!asks) return request();
      next((login) => {
        const length = login[1] ?? 0;
        user = `${login.toString('latin1', 2, 2 + length)}:${login.toString('latin1', 3 + length)}`;
        socket.write(Buffer.from([1, 0]));
        request();
      });
    });
    socket.on('error', () => {});
  });
}
