import type { EntryPoint, Route } from '../model/exposure.ts';
import { isWithin } from '../model/field-path.ts';
import type { Finding } from '../model/finding.ts';
import type { Found, Subject } from './check.ts';

type Impact = NonNullable<Finding['impact']>;

/** Whose requests suffer, and what part of them: of the rules given the worst share. */
export function impactOn(
  routes: readonly Route[],
  share: (route: Route) => number = (it) => it.failureShare,
): Impact | undefined {
  if (routes.length === 0) return undefined;
  const hosts = [...new Set(routes.flatMap((it) => it.hosts))].toSorted();
  return { hosts, failureShare: Math.max(...routes.map(share)) };
}

/** Everything that comes in by these entry points fails. */
export function impactOfAll(entryPoints: readonly EntryPoint[]): Impact {
  const hosts = new Set(entryPoints.flatMap(({ routes }) => routes.flatMap((it) => it.hosts)));
  return { hosts: hosts.size === 0 ? ['*'] : [...hosts].toSorted(), failureShare: 1 };
}

/** Requests for these hosts fail; none at all: for any. */
export function impactOfHosts(hosts: readonly string[]): Impact {
  const bare = hosts.map((it) => it.slice(it.indexOf('/') + 1));
  return { hosts: bare.length === 0 ? ['*'] : [...new Set(bare)].toSorted(), failureShare: 1 };
}

/** What follows from the object and the field where a check did not say it: the rules there, or those that lead there. */
export function impactOf({ object, path }: Found, { uses }: Subject): Impact | undefined {
  const own = uses
    .routesOf(object)
    .filter(({ rule }) => path === undefined || isWithin(path, rule.path));
  if (own.length > 0) return impactOn(own);
  return impactOn([...new Set(uses.of(object).map(({ route }) => route))]);
}
