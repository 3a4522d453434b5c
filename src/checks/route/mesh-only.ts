import type { Kinds, VirtualService } from '../../inventory/kinds.ts';
import { carries } from '../../inventory/labels.ts';
import { refOf } from '../../inventory/read-object.ts';
import type { Labels, Reader } from '../../inventory/reader.ts';
import { groupBy } from '../../lib/group.ts';
import { completeName, serviceHost } from '../../match/service-host.ts';
import type { DataPlane, EntryPoint, Exposure, Pod } from '../../model/exposure.ts';
import { refKey } from '../../model/object-ref.ts';
import { defineCheck, type Found } from '../check.ts';
import { impactOn } from '../impact.ts';
import type { Use } from '../uses.ts';
import { refText, shortListing } from '../words.ts';

export const meshOnly = defineCheck({
  id: 'route/mesh-only',
  severity: 'warning',
  summary: 'A VirtualService holds inside of the mesh alone, and requests from outside pass it by.',
  explain: `Without \`gateways\`, or with \`mesh\` alone, the rules of a VirtualService are those of the sidecars of callers. A
gateway or an ingress controller that leads to the same Service does not know them: its requests are spread over all Pods
of the Service, whatever subset those rules choose. Choose the subset where the requests come in as well, or let one
VirtualService hold for both, with the host that clients ask for beside the Service's:

    spec: {gateways: [mesh, public], hosts: [reviews, shop.example.com]}

It is not reported where the subsets hold every Pod of the Service, since then nothing differs.`,
  reads: ['VirtualService', 'DestinationRule'],

  *run({ exposure, objects, uses }) {
    const byHost = groupBy(
      objects
        .list('VirtualService')
        .filter(isMeshOnly)
        .flatMap((service) =>
          service.spec.hosts.map((it) => ({
            service,
            host: completeName(it, service.metadata.namespace ?? ''),
          })),
        ),
      ({ host }) => host,
    );
    if (byHost.size === 0) return;
    const outsiders = outsidersOf(exposure);
    const passing = uses.all.filter((it) => outsiders.has(it.route.entryPoint) && isWhole(it));
    for (const [host, group] of groupBy(passing, hostOf))
      for (const { service } of byHost.get(host) ?? []) {
        const others = group.filter(({ route }) => refKey(route.object) !== refKey(refOf(service)));
        const [first] = others;
        const missed = first === undefined ? [] : missedSubsets(service, host, first, objects);
        if (first === undefined || missed.length === 0) continue;
        yield found(service, missed, others, first);
      }
  },
});

const isMeshOnly = ({ spec }: VirtualService): boolean =>
  spec.gateways.every((it) => it === 'mesh');

/** Entry points whose proxy is not one of the mesh's callers: Istio's gateways, and controllers without a sidecar. */
function outsidersOf({ dataPlanes, entryPoints }: Exposure): ReadonlySet<EntryPoint['id']> {
  const proxies = new Map(
    dataPlanes.map(({ id, proxy }): [DataPlane['id'], string] => [id, proxy]),
  );
  const isOutside = ({ provider, dataPlane, wayIn }: EntryPoint): boolean =>
    provider !== 'service' &&
    (proxies.get(dataPlane) === 'istio' ||
      !wayIn.some((it) => it.type === 'gateway-pods' && it.pods.some(isInMesh)));
  return new Set(entryPoints.filter(isOutside).map(({ id }) => id));
}

const isInMesh = ({ mesh }: Pod): boolean => mesh === 'sidecar' || mesh === 'ambient';

/** It leads to every Pod of the Service, past any proxy of the mesh that stands before them. */
const isWhole = ({ destination: { target, share, waypoint } }: Use): boolean =>
  target.type === 'service' && target.subset === undefined && share > 0 && waypoint === undefined;

const hostOf = ({ destination: { target } }: Use): string =>
  target.type === 'service' ? serviceHost(target.service.name, target.service.namespace ?? '') : '';

/** Subsets that its rules choose for the host, and that leave some of the Pods out. */
function missedSubsets(
  { spec, metadata }: VirtualService,
  host: string,
  { destination: { pods } }: Use,
  objects: Reader<'DestinationRule'>,
): readonly string[] {
  const chosen = spec.http
    .flatMap((it) => it.route)
    .map((it) => it.destination)
    .filter((it) => completeName(it.host ?? '', metadata.namespace ?? '') === host)
    .flatMap((it) => it.subset ?? []);
  return [...new Set(chosen)].filter((name) => {
    const labels = labelsOf(name, host, objects);
    return labels !== undefined && pods.some((it) => !carries(it.labels, labels));
  });
}

function labelsOf(
  subset: string,
  host: string,
  objects: Reader<'DestinationRule'>,
): Labels | undefined {
  const isFor = ({ spec, metadata }: Kinds['DestinationRule']): boolean =>
    completeName(spec.host ?? '', metadata.namespace ?? '') === host;
  return objects
    .list('DestinationRule')
    .filter(isFor)
    .flatMap(({ spec }) => spec.subsets)
    .find(({ name }) => name === subset)?.labels;
}

function found(
  service: VirtualService,
  subsets: readonly string[],
  uses: readonly Use[],
  { destination }: Use,
): Found {
  const by = [...new Set(uses.map(({ route }) => refText(route.object)))].toSorted();
  const impact = impactOn([...new Set(uses.map(({ route }) => route))], () => 0);
  return {
    severity: 'warning',
    object: refOf(service),
    path: service.spec.gateways.length === 0 ? 'spec.hosts' : 'spec.gateways',
    message: `its rules hold inside of the mesh alone: requests by ${shortListing(by)} go to every Pod of ${destination.ref}, and not to ${subsets.length === 1 ? 'subset' : 'subsets'} ${shortListing(subsets)} as here`,
    hint: 'Choose the subset where they come in too, or let these rules hold at the gateway.',
    ...(impact !== undefined && { impact }),
  };
}
