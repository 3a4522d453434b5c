import { groupBy, uniqueBy } from '../../lib/group.ts';
import type { EntryPoint, Exposure } from '../../model/exposure.ts';
import { sameRef } from '../../model/object-ref.ts';
import { defineCheck } from '../check.ts';
import { refText } from '../words.ts';

export const hostClaimedTwice = defineCheck({
  id: 'entry-point/host-claimed-twice',
  severity: 'warning',
  summary: 'Two entry points behind different addresses answer for the same host and port.',
  explain: `A name resolves to one of the addresses, and DNS alone decides which proxy gets the requests. Rules that stand at the
other one have no effect, and a change of DNS changes what is answered. After a move from an Ingress to a Gateway the old
one is often forgotten; where both are meant (a move under way), say so:

    metadata:
      annotations: {meshpath.dev/ignore: entry-point/host-claimed-twice because we move to the Gateway}`,
  reads: [],

  *run({ exposure }) {
    const claims = uniqueBy(
      claimsOf(exposure),
      (it) => `${it.host} ${it.port} ${it.entryPoint.id}`,
    );
    for (const group of groupBy(claims, (it) => `${it.host} ${it.port}`).values()) {
      const [first] = group;
      for (const { host, port, entryPoint } of group) {
        if (first === undefined || first.entryPoint.dataPlane === entryPoint.dataPlane) continue;
        // One object that two workloads serve is meant to be at both.
        if (sameRef(first.entryPoint.object, entryPoint.object)) continue;
        yield {
          severity: 'warning',
          object: entryPoint.object,
          path: pathOf(entryPoint),
          message: `${host}:${port} is answered by ${refText(first.entryPoint.object)} too, at ${addressOf(first.entryPoint)}: DNS alone decides which of the two gets a request`,
          hint: `Take the host out of one of the two, or look where DNS points: meshpath trace http${port === 443 ? 's' : ''}://${host}/ --probe`,
          impact: { hosts: [host], failureShare: 0 },
        };
      }
    }
  },
});

interface Claim {
  readonly host: string;
  readonly port: number;
  readonly entryPoint: EntryPoint;
}

/** Names (not wildcards, which are wide on purpose) that a rule answers for, with the ports at which one dials them. */
function claimsOf({ dataPlanes, entryPoints }: Exposure): readonly Claim[] {
  const byId = new Map(entryPoints.map((it) => [it.id, it]));
  return dataPlanes.flatMap(({ listeners }) =>
    listeners.flatMap(({ port: listener, servers }) =>
      servers.flatMap(({ virtualHosts }) =>
        virtualHosts.flatMap(({ host, routes }) =>
          host.startsWith('*')
            ? []
            : [...new Set(routes.map((it) => it.entryPoint))].flatMap((id) => {
                const entryPoint = byId.get(id);
                return entryPoint === undefined
                  ? []
                  : dialled(entryPoint, listener).map((port) => ({ host, port, entryPoint }));
              }),
        ),
      ),
    ),
  );
}

/** Node ports are the proxy's own: nobody else has them. */
const dialled = ({ addresses }: EntryPoint, listener: number): readonly number[] => [
  ...new Set(
    addresses
      .filter(({ type }) => type !== 'node')
      .flatMap(({ ports }) => ports.filter((it) => it.listener === listener).map((it) => it.port)),
  ),
];

const addressOf = ({ addresses }: EntryPoint): string =>
  addresses.find((it) => it.type !== 'node' && it.value !== '')?.value ?? 'another address';

function pathOf({ object, provider }: EntryPoint): string {
  if (object.kind === 'Ingress') return 'spec.rules';
  return provider === 'istio' ? 'spec.servers' : 'spec.listeners';
}
