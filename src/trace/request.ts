import { isIp } from '../lib/ip.ts';
import { hostOf } from '../match/host.ts';
import type { EntryPoint, EntryPointId } from '../model/exposure.ts';
import { isCalled } from '../model/object-ref.ts';
import {
  authorityOf,
  isTls,
  type Request,
  type RequestProblem,
  type Scheme,
  SCHEMES,
  USUAL_PORTS,
} from '../model/trace.ts';

export interface RequestInput {
  readonly url: string;
  readonly method?: string;
  /** `Name: value`, as given. */
  readonly headers?: readonly string[];
  readonly sni?: string;
  readonly address?: string;
  /** `[KIND/]NAMESPACE/NAME` */
  readonly via?: string;
}

export type Parsed<T> = { readonly value: T } | { readonly problem: RequestProblem };

/**
 * What a client would send for this URL. Not the WHATWG parser: dot segments, doubled slashes and escapes must reach
 * the proxy as written, since proxies differ in what they make of them. A fragment is never sent (N45).
 */
export function parseRequest(
  input: RequestInput,
  entryPoints: readonly EntryPoint[] = [],
): Parsed<Request> {
  const { url } = input;
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?$/is.exec(
    url.trim(),
  );
  if (parts === null) return { problem: { type: 'not-a-url', url } };
  const [, schemeText = '', authorityText = '', path = '', query] = parts;
  const scheme = SCHEMES.find((it) => it === schemeText.toLowerCase());
  if (scheme === undefined) return { problem: { type: 'unknown-scheme', scheme: schemeText } };
  const target = parseAuthority(authorityText, scheme);
  if ('problem' in target) return target;
  const headers = parseHeaders(input.headers ?? []);
  if ('problem' in headers) return headers;
  const method = input.method ?? (scheme === 'grpc' || scheme === 'grpcs' ? 'POST' : 'GET');
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(method)) return { problem: { type: 'bad-method', method } };
  const via = input.via === undefined ? undefined : findVia(input.via, entryPoints);
  if (via !== undefined && 'problem' in via) return via;
  const host = headers.value.find((it) => it.name.toLowerCase() === 'host')?.value;
  const named = isIp(target.value.host) ? '' : target.value.host;
  // An empty one is none.
  const sni = (input.sni ?? named) === '' ? undefined : asciiHost(input.sni ?? named);
  if (sni === undefined && (input.sni ?? '') !== '')
    return { problem: { type: 'bad-host', host: input.sni ?? '' } };
  return {
    value: {
      url: withoutPassword(url),
      scheme,
      ...target.value,
      path: path === '' ? '/' : asSent(path),
      ...(query !== undefined && { query: asSent(query) }),
      method,
      headers: [
        ...headers.value.filter((it) => it.name.toLowerCase() !== 'host'),
        ...signature(authorityText, headers.value),
      ],
      authority: host ?? authorityOf({ scheme, ...target.value }),
      ...(isTls(scheme) && sni !== undefined && { sni }),
      ...(via !== undefined && { via: via.value }),
      ...(input.address !== undefined && { address: input.address.toLowerCase() }),
    },
  };
}

/** Clients escape what is not plain ASCII, and leave the rest as it is written. */
const asSent = (text: string): string => text.replaceAll(/[^!-~\p{Cs}]/gu, encodeURIComponent);

/** A name and password in a URL are sent as a header; they are shown nowhere. */
function signature(authority: string, headers: Request['headers']): Request['headers'] {
  const isGiven = headers.some((it) => it.name.toLowerCase() === 'authorization');
  return !authority.includes('@') || isGiven ? [] : [{ name: 'Authorization', value: 'Basic ***' }];
}

const withoutPassword = (url: string): string =>
  url.replace(/^([^/]*:\/\/)[^/?#]*@/, (_, scheme: string) => scheme);

interface Target {
  readonly host: string;
  readonly port: number;
}

function parseAuthority(authority: string, scheme: Scheme): Parsed<Target> {
  const withoutUser = authority.slice(authority.lastIndexOf('@') + 1);
  const parts = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(withoutUser);
  if (parts === null) return { problem: { type: 'bad-host', host: withoutUser } };
  const [, hostText = '', portText] = parts;
  const host = asciiHost(hostText);
  if (host === undefined)
    return { problem: { type: 'bad-host', host: hostText === '' ? withoutUser : hostText } };
  if (portText !== undefined && portText !== '') {
    const port = /^\d{1,5}$/.test(portText) ? Number(portText) : 0;
    if (port < 1 || port > 65_535) return { problem: { type: 'bad-port', port: portText } };
    return { value: { host, port } };
  }
  const port = USUAL_PORTS[scheme];
  return port === undefined
    ? { problem: { type: 'port-needed', scheme } }
    : { value: { host, port } };
}

/** Lower case, names of other scripts as they go over the wire, without a trailing dot or brackets. */
function asciiHost(text: string): string | undefined {
  if (/[\s\\<>^|]|^\.|\.\./.test(text)) return undefined;
  try {
    const host = new URL(`http://${text}/`).hostname;
    return host === '' ? undefined : hostOf(host);
  } catch {
    return undefined;
  }
}

function parseHeaders(headers: readonly string[]): Parsed<Request['headers']> {
  const value: { readonly name: string; readonly value: string }[] = [];
  for (const header of headers) {
    const parts = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\t\P{Cc}]*)$/u.exec(header.trim());
    if (parts === null) return { problem: { type: 'bad-header', header } };
    value.push({ name: parts[1] ?? '', value: (parts[2] ?? '').trim() });
  }
  return { value };
}

/** The entry point that is called so. */
function findVia(via: string, entryPoints: readonly EntryPoint[]): Parsed<EntryPointId> {
  const found = entryPoints.filter(({ object }) => isCalled(via, object));
  const [only] = found;
  if (only === undefined) return { problem: { type: 'via-names-nothing', via } };
  if (found.length > 1)
    return {
      problem: { type: 'via-names-several', via, candidates: found.map((it) => it.object) },
    };
  return { value: only.id };
}
