import { uniqueBy } from '../lib/group.ts';
import type { Address, EntryPoint, Listener } from '../model/exposure.ts';
import { bracketed } from './target.ts';

/**
 * What a person would type to get there: names where listeners or rules have some, else an address; `*` where any name
 * fits and no address is known. The best kind of address alone, so that node ports do not hide a load balancer.
 */
export function urlsOf(entryPoint: EntryPoint): readonly string[] {
  const addresses = bestAddresses(entryPoint.addresses);
  const urls = entryPoint.listeners.flatMap((listener) => {
    const doors = doorsOf(listener, addresses, entryPoint);
    return hostsOf(listener, entryPoint).flatMap((host) =>
      doors.flatMap(({ names, port }) =>
        (host === ANY_HOST ? names : [host]).map((name) => url(listener, name, port)),
      ),
    );
  });
  return uniqueBy(urls, (it) => it);
}

const ANY_HOST = '*';

const KINDS = ['loadBalancer', 'external', 'node'] as const satisfies readonly Address['type'][];

function bestAddresses(addresses: readonly Address[]): readonly Address[] {
  for (const type of KINDS) {
    const usable = addresses.filter((it) => it.type === type && isUsable(it));
    // Every node answers the same: one of them is enough to type.
    if (usable.length > 0) return type === 'node' ? onePerPort(usable) : usable;
  }
  return [];
}

const isUsable = ({ value, pending }: Address): boolean => value !== '' && pending !== true;

const onePerPort = (addresses: readonly Address[]): readonly Address[] =>
  uniqueBy(addresses, ({ ports }) => ports.map(({ port }) => port).join());

interface Door {
  readonly port: number;
  /** Addresses that open it. */
  readonly names: readonly string[];
}

/** The ports to dial for a listener. Without an address it is the node port, else its own port, at any name. */
function doorsOf(
  listener: Listener,
  addresses: readonly Address[],
  { addresses: all, wayIn }: EntryPoint,
): readonly Door[] {
  const doors = addresses.flatMap(({ value, ports }) =>
    ports.filter((it) => isFor(it, listener)).map(({ port }) => ({ port, names: [value] })),
  );
  if (doors.length > 0) return doors;
  // There are addresses, and none of them leads here: nothing to type.
  if (all.some((it) => isUsable(it) && it.ports.length > 0)) return [];
  const hasAddress = wayIn.some((it) => it.type === 'address');
  const nodePorts = wayIn.flatMap((it) => (it.type === 'node-port' && !hasAddress ? it.ports : []));
  const opened = nodePorts.find((it) => it.port === listener.port);
  return [{ port: opened?.nodePort ?? listener.port, names: [ANY_HOST] }];
}

const isFor = (
  { listener, transport }: Address['ports'][number],
  { dataPlanePort, protocol }: Listener,
): boolean => listener === dataPlanePort && (transport === 'udp') === (protocol === 'UDP');

/** The listener's hosts, narrowed to those that rules have under them; Istio's without the namespace (N5). */
function hostsOf({ hosts }: Listener, { routes }: EntryPoint): readonly string[] {
  const hostsOfRules = new Set<string>();
  for (const it of routes)
    if (it.judgement.reason?.type !== 'not-attached')
      for (const host of it.hosts) hostsOfRules.add(host);
  const ruled = [...hostsOfRules];
  const names = hosts.map((it) => it.slice(it.indexOf('/') + 1));
  return (names.length === 0 ? [ANY_HOST] : names).flatMap((host) => {
    const narrower = ruled.filter((it) => covers(host, it));
    return narrower.length === 0 ? [host] : narrower;
  });
}

const covers = (host: string, other: string): boolean =>
  host === other ||
  (host.startsWith('*') && other.endsWith(host.slice(1)) && other.length >= host.length);

const SCHEMES: Readonly<
  Record<Listener['protocol'], { readonly scheme: string; readonly port?: number }>
> = {
  HTTP: { scheme: 'http', port: 80 },
  HTTPS: { scheme: 'https', port: 443 },
  TLS: { scheme: 'tls', port: 443 },
  TCP: { scheme: 'tcp' },
  UDP: { scheme: 'udp' },
};

function url({ protocol }: Listener, host: string, port: number): string {
  const { scheme, port: usual } = SCHEMES[protocol];
  return `${scheme}://${bracketed(host)}${port === usual ? '' : `:${port}`}`;
}
