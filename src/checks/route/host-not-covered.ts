import { groupBy } from '../../lib/group.ts';
import type { EntryPoint } from '../../model/exposure.ts';
import { refKey } from '../../model/object-ref.ts';
import { defineCheck } from '../check.ts';
import { kubectlGet, kubectlPatch } from '../kubectl.ts';
import { nearestName } from '../nearest.ts';
import { shortListing, refText } from '../words.ts';

const READS = ['VirtualService', 'HTTPRoute', 'GRPCRoute', 'TLSRoute'] as const;

export const hostNotCovered = defineCheck({
  id: 'route/host-not-covered',
  severity: 'error',
  summary: 'A route has a host that no listener of its Gateway has.',
  explain: `A request has to pass the Gateway before any rule is tried, and the Gateway takes the hosts of its listeners alone. A
host that stands in the route only is answered with 404, or the connection is cut off. Add it to the Gateway, or mend the
slip:

    kind: Gateway
    spec: {servers: [{hosts: [shop.example.com]}]}    # Gateway API: spec.listeners[].hostname

A \`*.\` at the front stands for one label or more, so \`*.example.com\` covers \`shop.example.com\` and not \`example.com\`.
In an Istio Gateway \`team-a/shop.example.com\` admits the VirtualServices of namespace team-a alone.`,
  reads: READS,

  *run({ exposure, objects, uses }) {
    const refused = uses.idle()('no-common-host', 'no-matching-listener-hostname');
    const whole = new Set(refused.map(({ object }) => refKey(object)));
    for (const { object, entryPoint, servesElsewhere } of refused) {
      const field = object.kind === 'VirtualService' ? 'spec.hosts' : 'spec.hostnames';
      const kind = READS.find((it) => it === object.kind);
      const found = kind && objects.get(kind, object.namespace ?? '', object.name);
      if (found?.type !== 'found') continue;
      const { spec } = found.object;
      const hosts = 'hosts' in spec ? spec.hosts : spec.hostnames;
      const names = namesOf([entryPoint]);
      const near = hosts.map((it) => nearestName(it, names));
      const index = Math.max(
        0,
        near.findIndex((it) => it !== undefined),
      );
      const meant = near[index];
      yield {
        severity: servesElsewhere ? 'warning' : 'error',
        object,
        path: `${field}[${index}]`,
        message: `${refText(entryPoint.object)} has no listener for ${shortListing(hosts)}: the rules take no request by it`,
        hint:
          meant !== undefined
            ? `Is ${meant} meant?`
            : `Its listeners are for ${shortListing(names)}.`,
        command: kubectlGet(entryPoint.object),
        impact: { hosts, failureShare: 1 },
        ...(meant !== undefined && { fix: kubectlPatch(object, `${field}[${index}]`, meant) }),
      };
    }
    // Some of its hosts are served, and this one is not.
    const attached = groupBy(
      exposure.entryPoints.flatMap((entryPoint) =>
        entryPoint.routes.map(({ object }) => ({ object, entryPoint })),
      ),
      ({ object }) => refKey(object),
    );
    for (const bound of attached.values()) {
      const [first] = bound;
      if (first === undefined || whole.has(refKey(first.object))) continue;
      const { object } = first;
      const kind = READS.find((it) => it === object.kind);
      const found = kind && objects.get(kind, object.namespace ?? '', object.name);
      if (found?.type !== 'found') continue;
      const { spec } = found.object;
      // A host may be meant for the sidecars.
      if ('gateways' in spec && spec.gateways.includes('mesh')) continue;
      const [hosts, field] =
        'hosts' in spec ? [spec.hosts, 'spec.hosts'] : [spec.hostnames, 'spec.hostnames'];
      const names = namesOf([...new Set(bound.map((it) => it.entryPoint))]);
      for (const [index, host] of hosts.entries()) {
        if (!host.includes('.') || names.some((it) => overlaps(it, host.toLowerCase()))) continue;
        const meant = nearestName(host, names);
        yield {
          severity: 'warning',
          object,
          path: `${field}[${index}]`,
          message: `no listener of ${refText(first.entryPoint.object)} is for ${host}: its requests are not answered`,
          hint:
            meant === undefined
              ? `Its listeners are for ${shortListing(names)}.`
              : `Is ${meant} meant?`,
          command: kubectlGet(first.entryPoint.object),
          impact: { hosts: [host], failureShare: 1 },
          ...(meant !== undefined && { fix: kubectlPatch(object, `${field}[${index}]`, meant) }),
        };
      }
    }
  },
});

/** Hosts of their listeners, without the namespaces that Istio limits some to; `*` where one takes any. */
const namesOf = (entryPoints: readonly EntryPoint[]): readonly string[] => [
  ...new Set(
    entryPoints.flatMap(({ listeners }) =>
      listeners.flatMap(({ hosts }) =>
        hosts.length === 0 ? ['*'] : hosts.map((it) => it.slice(it.indexOf('/') + 1).toLowerCase()),
      ),
    ),
  ),
];

/** N42: by string, whichever of the two is the wider. */
const overlaps = (a: string, b: string): boolean => covers(a, b) || covers(b, a);
const covers = (wide: string, narrow: string): boolean =>
  wide.startsWith('*') ? narrow.endsWith(wide.slice(1)) : wide === narrow;
