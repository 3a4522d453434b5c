import type { Exposure } from '../model/exposure.ts';
import type { Request, Trace } from '../model/trace.ts';
import { parseRequest } from '../trace/request.ts';
import { createTracer, type Tracer } from '../trace/trace.ts';

/** A trace, and those of the redirects that a client would follow. */
export interface Journey {
  readonly trace: Trace;
  readonly followed: readonly Trace[];
  /** Why no client gets to an end: it comes back to where it was before, or goes on for too long. */
  readonly endless?: 'circle' | 'too-many';
}

/** As browsers and curl have it, more or less. */
export const MOST_REDIRECTS = 10;

export function journey(request: Request, exposure: Exposure, follows: boolean): Journey {
  const tracer = createTracer(exposure);
  const trace = tracer(request);
  return { trace, ...(follows ? redirectsOf(trace, tracer) : { followed: [] }) };
}

function redirectsOf(trace: Trace, tracer: Tracer): Omit<Journey, 'trace'> {
  const followed: Trace[] = [];
  const seen = new Set([key(trace.request)]);
  let next = nextRequest(trace);
  while (next !== undefined) {
    if (seen.has(key(next))) return { followed, endless: 'circle' };
    if (followed.length === MOST_REDIRECTS) return { followed, endless: 'too-many' };
    seen.add(key(next));
    const answer = tracer(next);
    followed.push(answer);
    next = nextRequest(answer);
  }
  return { followed };
}

/** Where it ends. */
export const lastOf = ({ trace, followed }: Journey): Trace => followed.at(-1) ?? trace;

const key = ({ method, scheme, host, port, path, query = '' }: Request): string =>
  `${method} ${scheme}://${host}:${port}${path}?${query}`;

/**
 * What a client sends next: the same headers, but nothing secret to another host; POST becomes GET where browsers make it
 * so. The address stays that of the host.
 */
function nextRequest({ outcome, redirect, request }: Trace): Request | undefined {
  if (redirect === undefined || outcome !== 'redirect') return undefined;
  const becomesGet =
    redirect.status === 303 || ([301, 302].includes(redirect.status) && request.method === 'POST');
  const parsed = parseRequest({
    url: redirect.url,
    method: becomesGet && request.method !== 'HEAD' ? 'GET' : request.method,
    headers: request.headers.map(({ name, value }) => `${name}: ${value}`),
  });
  if ('problem' in parsed) return undefined;
  const { value: next } = parsed;
  if (next.host !== request.host) return { ...next, headers: next.headers.filter(isPublic) };
  const { via, address } = request;
  return { ...next, ...(via !== undefined && { via }), ...(address !== undefined && { address }) };
}

const isPublic = ({ name }: Request['headers'][number]): boolean =>
  !['authorization', 'cookie'].includes(name.toLowerCase());
