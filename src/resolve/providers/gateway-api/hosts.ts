import { hostMatches, hostSpecificity } from '../../../match/host.ts';

/** Hosts in the data plane's way of writing: lower case, `*` for any. */
export const normalHost = (host: string | undefined): string =>
  host === undefined || host === '' ? '*' : host.toLowerCase().replace(/\.$/, '');

/** Whether every name that `inner` takes is taken by `outer` as well. */
export const covers = (outer: string, inner: string): boolean =>
  outer === inner ||
  outer === '*' ||
  (inner !== '*' &&
    hostMatches(outer, inner.startsWith('*') ? `x${inner.slice(1)}` : inner, 'any-labels'));

export const isMoreSpecific = (host: string, other: string): boolean =>
  hostSpecificity(host) > hostSpecificity(other);

/** G4: the narrower of the two, where one of them covers the other; else nothing. */
export function intersection(listener: string, route: string): string | undefined {
  if (covers(listener, route)) return route;
  return covers(route, listener) ? listener : undefined;
}

/** G4: what a listener lets through of a route's hostnames; without any, the route has the listener's. */
export function narrowed(listener: string, hostnames: readonly string[]): readonly string[] {
  if (hostnames.length === 0) return [listener];
  const hosts = hostnames.map((it) => intersection(listener, normalHost(it)));
  return [...new Set(hosts.filter((it) => it !== undefined))];
}

/** A route's own hostnames, whatever listeners make of them. */
export const hostsAsWritten = (hostnames: readonly string[]): readonly string[] =>
  hostnames.length === 0 ? ['*'] : hostnames.map(normalHost);
