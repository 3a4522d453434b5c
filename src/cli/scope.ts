import type { EntryPoint, Exposure } from '../model/exposure.ts';
import { isInNamespaces } from '../model/scope.ts';
import { worstFirst } from '../model/worst-first.ts';
import { destinationsOf } from '../text/entry-point.ts';
import { hostsOf } from '../text/hosts.ts';
import { refName } from '../text/object-ref.ts';
import { urlsOf } from '../text/urls.ts';
import type { Flags } from './args.ts';

/** The entry points that are shown, worst first. */
export function shownEntryPoints({ entryPoints }: Exposure, flags: Flags): readonly EntryPoint[] {
  const namespaces = flags.has('all-namespaces') ? [] : flags.all('namespace');
  return worstFirst(entryPoints).filter((it) => isInNamespaces(it, namespaces));
}

/** Those that have this text in a URL, address, host, or the name of an object on the way. */
export function matching(entryPoints: readonly EntryPoint[], query: string): readonly EntryPoint[] {
  const wanted = query.toLowerCase();
  return entryPoints.filter((it) =>
    wordsOf(it).some((word) => word.toLowerCase().includes(wanted)),
  );
}

const wordsOf = (entryPoint: EntryPoint): readonly string[] => [
  ...urlsOf(entryPoint),
  `${entryPoint.object.kind} ${refName(entryPoint.object)}`,
  entryPoint.provider,
  ...entryPoint.addresses.map((it) => it.value),
  ...hostsOf(entryPoint).map((it) => it.host),
  ...entryPoint.routes.map(({ object }) => `${object.kind} ${refName(object)}`),
  ...destinationsOf(entryPoint).map(({ ref, target }) =>
    target.type === 'service' ? refName(target.service) : ref,
  ),
];
