import { uniqueBy } from '../lib/group.ts';
import { counted } from '../lib/words.ts';
import type { Destination, EntryPoint, Pod } from '../model/exposure.ts';
import { refKey } from '../model/object-ref.ts';
import { PENDING } from './listener.ts';
import { refName } from './object-ref.ts';
import { destinationKey, PodTally } from './pod-tally.ts';
import { printable } from './printable.ts';
import { urlsOf } from './urls.ts';

/** What a person would type, the first of it, and how much more there is: `https://shop.example.com +2`. */
export function describeEntry(entryPoint: EntryPoint): string {
  const { addresses } = entryPoint;
  const usable = addresses.filter((it) => it.pending !== true && it.value !== '');
  const [first, ...others] = namesOf(entryPoint);
  // What has a name is known by it, whether or not its address is there.
  const isPending =
    addresses.some((it) => it.type === 'loadBalancer' && it.pending === true) &&
    !usable.some((it) => it.type !== 'node');
  if (first === undefined || (isPending && isAnywhere(first, entryPoint)))
    return isPending ? PENDING : '';
  const nodes = usable.filter((it) => it.type === 'node').length;
  const isByNode = usable.every((it) => it.type === 'node') && isAnywhere(first, entryPoint);
  const more = [
    ...(others.length === 0 ? [] : [`+${others.length}`]),
    ...(isByNode && nodes > 1 ? [`+${counted(nodes - 1, 'node')}`] : []),
  ];
  return printable([first, ...more].join(' '));
}

/** The URLs, of http and https for one name only the latter. */
function namesOf(entryPoint: EntryPoint): readonly string[] {
  const urls = new Set(urlsOf(entryPoint));
  return [...urls].filter(
    (it) => !it.startsWith('http:') || !urls.has(it.replace('http:', 'https:')),
  );
}

/** Whether the URL holds an address and no name of anybody's choice. */
const isAnywhere = (url: string, { addresses }: EntryPoint): boolean =>
  url.includes('//*') && !url.includes('//*.')
    ? true
    : addresses.some(({ value }) => value !== '' && url.includes(value));

/** The column that tells what kind of way in it is. */
export function describeProvider({ provider, addresses }: EntryPoint): string {
  switch (provider) {
    case 'service':
      return addresses.some((it) => it.type === 'loadBalancer')
        ? 'lb'
        : addresses.some((it) => it.type === 'external')
          ? 'external'
          : 'nodeport';
    case 'gateway-api':
      return 'gateway';
    default:
      return printable(provider);
  }
}

/** `istio-system/shop`, and the class behind an Ingress. */
export const describeObject = ({ object, className, provider }: EntryPoint): string =>
  className === undefined || provider !== 'ingress'
    ? refName(object)
    : `${refName(object)}  (${printable(className)})`;

/** Rules that somebody wrote. */
export const ruleCount = ({ routes }: EntryPoint): number =>
  uniqueBy(
    routes.filter((it) => it.generated === undefined || it.generated === 'default-backend'),
    (it) => `${refKey(it.object)}#${it.rule.index}`,
  ).length;

/** Where its rules lead, each once though several rules lead there. */
export const destinationsOf = ({ routes }: Pick<EntryPoint, 'routes'>): readonly Destination[] =>
  uniqueBy(
    routes.flatMap(({ action }) => (action.type === 'forward' ? action.destinations : [])),
    destinationKey,
  );

/** The Pods behind its rules, each once. */
export function podsOf(entryPoint: Pick<EntryPoint, 'routes'>): readonly Pod[] {
  // There may be tens of thousands, in each frame: no string is made for any of them, and no list but the one.
  const pods: Pod[] = [];
  const seen = new Map<string | undefined, Set<string>>();
  for (const list of new Set(destinationsOf(entryPoint).map((it) => it.pods)))
    for (const pod of list) {
      const { namespace, name } = pod.object;
      const names = seen.get(namespace) ?? new Set();
      if (names.size === 0) seen.set(namespace, names);
      if (names.has(name)) continue;
      names.add(name);
      pods.push(pod);
    }
  return pods;
}

/** As a tally counts them. */
export const describePods = (entryPoint: Pick<EntryPoint, 'routes'>): string =>
  new PodTally().count(entryPoint);
