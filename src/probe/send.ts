import { lookup } from 'node:dns/promises';
import { request as sendHttp } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import {
  checkServerIdentity,
  connect as connectTls,
  type PeerCertificate,
  type TLSSocket,
} from 'node:tls';

import type { Connection, Handshake, Probe, Resolved } from '../model/probe.ts';
import { isTls, type Request } from '../model/trace.ts';

export interface ProbeOptions {
  readonly now: () => number;
  /** For one step: a connection, a handshake, an answer. */
  readonly timeout?: number;
  /** Certificates in PEM that are trusted instead of this machine's. */
  readonly ca?: string;
  /** Instead of this machine's way to look names up. */
  readonly lookUp?: (name: string) => Promise<readonly string[]>;
}

const TIMEOUT_MS = 10_000;

/**
 * Resolves, connects, shakes hands, asks once; each step only where the one before came through. What goes wrong is
 * an answer here, so this never rejects.
 */
export async function sendProbe(
  request: Request,
  names: readonly string[],
  options: ProbeOptions,
): Promise<Probe> {
  const at = new Date(options.now()).toISOString();
  const wanted = [
    request.host,
    ...(request.address === undefined ? [] : [request.address]),
    ...names,
  ];
  const resolved = await Promise.all(
    [...new Set(wanted)]
      .filter((it) => it !== '' && isIP(it) === 0)
      .map((it) => resolveName(it, options)),
  );
  const common = { request, at, names: resolved };
  const target = request.address ?? request.host;
  const address =
    isIP(target) === 0 ? resolved.find((it) => it.name === target)?.addresses[0] : target;
  if (address === undefined || request.scheme === 'udp')
    return { ...common, connection: { type: 'not-tried' } };
  const opened = await open(address, request.port, options);
  if (!('socket' in opened)) return { ...common, connection: opened };
  const { socket } = opened;
  try {
    const connection: Connection = { type: 'open', address };
    if (!isTls(request.scheme))
      return { ...common, connection, ...(await ask(request, socket, address, options)) };
    const { tls, session } = await shakeHands(request, socket, options);
    if (session === undefined) return { ...common, connection, tls };
    return { ...common, connection, tls, ...(await ask(request, session, address, options)) };
  } finally {
    socket.destroy();
  }
}

async function resolveName(name: string, { lookUp = lookUpHere }: ProbeOptions): Promise<Resolved> {
  try {
    return { name, addresses: [...new Set(await lookUp(name))] };
  } catch (error) {
    return { name, addresses: [], problem: codeOf(error) };
  }
}

/** As other programs here do it: /etc/hosts and all. */
const lookUpHere = async (name: string): Promise<readonly string[]> =>
  (await lookup(name, { all: true })).map((it) => it.address);

function open(
  address: string,
  port: number,
  { timeout = TIMEOUT_MS }: ProbeOptions,
): Promise<{ readonly socket: Socket } | Connection> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const end = (connection: Connection): void => {
      socket.destroy();
      resolve(connection);
    };
    socket.setTimeout(timeout, () => end({ type: 'timeout', address, code: 'ETIMEDOUT' }));
    socket.once('error', (error) => {
      const code = codeOf(error);
      const type =
        code === 'ECONNREFUSED' ? 'refused' : code === 'ETIMEDOUT' ? 'timeout' : 'unreachable';
      end({ type, address, code });
    });
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      // Whoever uses it next hears of what goes wrong; between two steps nothing may bring the program down.
      socket.on('error', () => {});
      socket.setTimeout(0);
      resolve({ socket });
    });
  });
}

function shakeHands(
  request: Request,
  socket: Socket,
  { timeout = TIMEOUT_MS, ca }: ProbeOptions,
): Promise<{ readonly tls: Handshake; readonly session?: TLSSocket }> {
  return new Promise((resolve) => {
    const { sni, host, scheme } = request;
    const session = connectTls({
      socket,
      // Whatever is served is looked at, and said to be wrong where it is.
      rejectUnauthorized: false,
      ...(sni !== undefined && isIP(sni) === 0 && { servername: sni }),
      ...(scheme !== 'tls' && { ALPNProtocols: [scheme === 'grpcs' ? 'h2' : 'http/1.1'] }),
      ...(ca !== undefined && { ca }),
    });
    session.setTimeout(timeout, () => {
      session.destroy();
      resolve({ tls: { failed: 'ETIMEDOUT' } });
    });
    session.on('error', (error) => resolve({ tls: { failed: codeOf(error) } }));
    session.once('close', () => resolve({ tls: { failed: 'ECONNRESET' } }));
    session.once('secureConnect', () => {
      session.setTimeout(0);
      const peer = session.getPeerCertificate(true);
      const certificate = isEmpty(peer) ? undefined : certificateOf(peer, sni ?? host, session);
      resolve({ tls: certificate === undefined ? {} : { certificate }, session });
    });
  });
}

const isEmpty = (certificate: PeerCertificate): boolean => Object.keys(certificate).length === 0;

function certificateOf(
  peer: ReturnType<TLSSocket['getPeerCertificate']>,
  name: string,
  session: TLSSocket,
): NonNullable<Handshake['certificate']> {
  const { authorizationError } = session;
  const untrusted =
    authorizationError === null || authorizationError === undefined
      ? undefined
      : String(authorizationError);
  const names = (peer.subjectaltname ?? '')
    .split(/,\s*/)
    .flatMap((it) => /^(?:DNS|IP Address):(.*)$/.exec(it)?.[1] ?? []);
  return {
    names: names.length > 0 ? names : texts(peer.subject.CN),
    issuer: titleOf(peer.issuer),
    notBefore: timeOf(peer.valid_from),
    notAfter: timeOf(peer.valid_to),
    chain: chainOf(peer),
    fits: checkServerIdentity(name, peer) === undefined,
    // Expiry and names are told apart.
    ...(untrusted !== undefined && !/CERT_HAS_EXPIRED|ALTNAME/.test(untrusted) && { untrusted }),
  };
}

function chainOf(peer: PeerCertificate): readonly string[] {
  const chain: string[] = [];
  const seen = new Set<string>();
  let it: (PeerCertificate & { issuerCertificate?: PeerCertificate }) | undefined = peer;
  while (it !== undefined && !isEmpty(it) && !seen.has(it.fingerprint256)) {
    seen.add(it.fingerprint256);
    chain.push(titleOf(it.subject));
    it = it.issuerCertificate;
  }
  return chain;
}

const titleOf = (subject: PeerCertificate['subject'] | undefined): string =>
  texts(subject?.CN ?? subject?.O)[0] ?? '';

/** A field may stand several times. */
const texts = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

function timeOf(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}

/** HTTP is asked for a status; of other protocols the connection is all there is to see. */
function ask(
  request: Request,
  socket: Socket,
  address: string,
  { timeout = TIMEOUT_MS }: ProbeOptions,
): Promise<Partial<Pick<Probe, 'answer' | 'connection'>>> {
  if (!/^(https?|wss?)$/.test(request.scheme)) return Promise.resolve({});
  return new Promise((resolve) => {
    const sent = sendHttp({
      createConnection: () => socket,
      method: request.method,
      path: `${escaped(request.path)}${request.query === undefined ? '' : `?${escaped(request.query)}`}`,
      setHost: false,
      headers: headersOf(request),
    });
    sent.setTimeout(timeout, () => {
      sent.destroy();
      resolve({ connection: { type: 'silent', address, code: 'ETIMEDOUT' } });
    });
    sent.on('error', (error) =>
      resolve({ connection: { type: 'closed', address, code: codeOf(error) } }),
    );
    sent.once('response', (response) => {
      const { location, server } = response.headers;
      resolve({
        answer: {
          status: response.statusCode ?? 0,
          ...(location !== undefined && { location }),
          ...(typeof server === 'string' && { server }),
        },
      });
      response.destroy();
    });
    sent.end();
  });
}

function headersOf({ headers, authority }: Request): Record<string, string[]> {
  const all = new Map([
    ['Host', [inBytes(authority)]],
    ['User-Agent', ['meshpath']],
  ]);
  for (const { name, value } of headers) {
    const key = [...all.keys()].find((it) => it.toLowerCase() === name.toLowerCase()) ?? name;
    all.set(key, [...(key === 'User-Agent' ? [] : (all.get(key) ?? [])), inBytes(value)]);
  }
  return Object.fromEntries(all);
}

/** Clients send the bytes of UTF-8; Node takes each character for a byte. */
const inBytes = (text: string): string => Buffer.from(text).toString('latin1');

/** As written; what cannot stand in a request line is escaped, as clients do. */
const escaped = (text: string): string =>
  text.replaceAll(/[^!-~]+/g, (it) => encodeURIComponent(it));

const codeOf = (error: unknown): string =>
  error instanceof Error
    ? 'code' in error && typeof error.code === 'string'
      ? error.code
      : error.message
    : String(error);
