import { groupBy } from '../lib/group.ts';
import { by } from '../lib/order.ts';
import type { EntryPoint, Route } from '../model/exposure.ts';
import { type Judgement, worst } from '../model/health.ts';

/** A host of an entry point, as its rules make it of the listeners' hosts. */
export interface HostRow {
  /** `*` for any. */
  readonly host: string;
  readonly judgement: Judgement;
  readonly routes: readonly Route[];
}

/** By name; `*` last. */
export function hostsOf({ routes }: Pick<EntryPoint, 'routes'>): readonly HostRow[] {
  const pairs = routes.flatMap((route) => route.hosts.map((host) => ({ host, route })));
  const groups = [...groupBy(pairs, (it) => it.host)];
  return groups
    .map(([host, group]) => {
      const own = group.map((it) => it.route);
      return { host, judgement: joined(own), routes: own };
    })
    .toSorted(
      by(
        ({ host }) => (host.startsWith('*') ? 1 : 0),
        ({ host }) => host,
      ),
    );
}

/** H1: rules are parallel, so what is broken in some of them leaves the whole degraded. */
function joined(routes: readonly Route[]): Judgement {
  const judgement = worst(routes.map((it) => it.judgement));
  if (judgement.health !== 'broken') return judgement;
  return routes.every((it) => it.judgement.health === 'broken')
    ? judgement
    : { ...judgement, health: 'degraded' };
}
