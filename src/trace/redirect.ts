import { hostOf } from '../match/host.ts';
import { rewritePath } from '../match/path.ts';
import type { Redirect } from '../model/exposure.ts';
import type { PathMatch } from '../model/match.ts';
import { isTls, type Request, type Scheme } from '../model/trace.ts';

/** Where a redirect leads (N19, G12): the Location that a client would get. */
export function redirectUrl(
  redirect: Redirect,
  request: Request,
  path: string,
  match: PathMatch | undefined,
): string {
  const scheme = webScheme(request.scheme);
  if (redirect.url !== undefined) {
    const url = withVariables(redirect.url, request, scheme, path);
    // nginx puts its own host before a path.
    return url.startsWith('/') ? `${scheme}://${bracketed(hostOf(request.authority))}${url}` : url;
  }
  const target = redirect.scheme?.toLowerCase() ?? scheme;
  const host = redirect.host ?? bracketed(hostOf(request.authority));
  const port = portOf(redirect, request, target, scheme);
  const newPath =
    redirect.path === undefined ? request.path : rewritePath(redirect.path, path, match);
  const query =
    redirect.query === 'keep' && request.query !== undefined && !newPath.includes('?')
      ? `?${request.query}`
      : '';
  const uri = `${newPath.startsWith('/') ? '' : '/'}${newPath}${query}`;
  return `${target}://${host}${port}${redirect.trimsSlash === true ? uri.replace(/\/$/, '') : uri}`;
}

const webScheme = (scheme: Scheme): string => (isTls(scheme) ? 'https' : 'http');

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

const WELL_KNOWN: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** A scheme's own port is left out, unless the Host header's is kept as it was sent. */
function portOf(
  { port, host, writesPort }: Redirect,
  { authority }: Request,
  target: string,
  scheme: string,
): string {
  if (port === 'keep' || port === 'as-sent') {
    const sent = /:(\d+)$/.exec(authority)?.[1];
    if (host !== undefined || sent === undefined) return '';
    const isOldDefault = target !== scheme && Number(sent) === WELL_KNOWN[scheme];
    return port === 'keep' && isOldDefault ? '' : `:${sent}`;
  }
  const isImplied = writesPort !== true && WELL_KNOWN[target] === port;
  return typeof port === 'number' && !isImplied ? `:${port}` : '';
}

/** nginx's own variables in an annotation. */
function withVariables(url: string, request: Request, scheme: string, path: string): string {
  const query = request.query === undefined ? '' : `?${request.query}`;
  const values: Readonly<Record<string, string>> = {
    scheme,
    host: hostOf(request.authority),
    http_host: request.authority,
    request_uri: `${request.path}${query}`,
    uri: path,
    args: request.query ?? '',
    is_args: request.query === undefined ? '' : '?',
  };
  return url.replaceAll(/\$\{?([a-z_]+)\}?/g, (text, name: string) => values[name] ?? text);
}
