import { uniqueBy } from '../lib/group.ts';
import type { Address, EntryPoint, Exposure, Hop, Listener } from '../model/exposure.ts';
import type { Finding } from '../model/finding.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import { describeEntry } from '../text/entry-point.ts';
import { hostsOf } from '../text/hosts.ts';
import { PENDING } from '../text/listener.ts';
import { refName } from '../text/object-ref.ts';
import { describeReason } from '../text/reasons.ts';
import { describeCaveat } from '../text/trace-words.ts';
import { describeHop } from '../text/tree/way-in.ts';
import { urlsOf } from '../text/urls.ts';
import type { AddressReport, EntryPointReport, HopReport, ListenerReport } from './contract.ts';
import { podReport } from './destination.ts';
import { findingsOfEntryPoint } from './findings.ts';
import { factReport, judged, listed, refReport } from './refs.ts';
import { type Ranks, routeReport } from './route.ts';

export function entryPointReport(
  entryPoint: EntryPoint,
  { dataPlanes }: Exposure,
  ranks: Ranks,
  findings: readonly Finding[],
): EntryPointReport {
  const { id, dataPlane, provider, object, className, partial } = entryPoint;
  const caveats = dataPlanes.find((it) => it.id === dataPlane)?.caveats ?? [];
  return {
    id,
    dataPlane,
    provider,
    object: refReport(object),
    ...(className !== undefined && { className }),
    title: titleOf(entryPoint),
    urls: urlsOf(entryPoint),
    listeners: entryPoint.listeners.map(listenerReport),
    addresses: entryPoint.addresses.map(addressReport),
    hosts: hostsOf(entryPoint).map(({ host, judgement, routes }) => ({
      host,
      health: judgement.health,
      routes: routes.map((it) => it.id),
    })),
    hops: entryPoint.wayIn.map(hopReport),
    ...listed(
      'partial',
      partial.map((it) => describeReason(it)),
    ),
    ...listed('caveats', caveats.map(describeCaveat)),
    ...listed('facts', entryPoint.facts.map(factReport)),
    routes: entryPoint.routes.map((it) => routeReport(it, ranks, findings)),
    ...judged(entryPoint.judgement),
    findings: findingsOfEntryPoint(entryPoint, findings),
  };
}

/** What it is known by: its URL, else its name. */
function titleOf(entryPoint: EntryPoint): string {
  const entry = describeEntry(entryPoint);
  return entry === '' || entry === PENDING ? refName(entryPoint.object) : entry;
}

const listenerReport = ({
  name,
  port,
  protocol,
  hosts,
  tls,
  judgement,
}: Listener): ListenerReport => ({
  ...(name !== undefined && { name }),
  port,
  protocol,
  hosts,
  ...(tls !== undefined && {
    tls: {
      mode: tls.mode,
      ...(tls.secret !== undefined && { secret: refReport(tls.secret) }),
    },
  }),
  ...judged(judgement),
});

const addressReport = ({ type, value, ports, pending, judgement }: Address): AddressReport => ({
  type,
  value,
  ports: uniqueBy(
    ports.map((it) => it.port),
    (it) => it,
  ),
  ...(pending === true && { pending }),
  ...judged(judgement),
});

export function hopReport(hop: Hop): HopReport {
  const object = objectOf(hop);
  return {
    type: hop.type,
    ...(object !== undefined && { object: refReport(object) }),
    text: describeHop(hop),
    ...(hop.type === 'gateway-pods' && { pods: hop.pods.map(podReport) }),
    ...judged(hop.judgement),
  };
}

function objectOf(hop: Hop): ObjectRef | undefined {
  switch (hop.type) {
    case 'address':
    case 'node-port':
    case 'service':
      return hop.service;
    case 'gateway-pods':
      return hop.workload;
    case 'controller':
      return undefined;
  }
}
