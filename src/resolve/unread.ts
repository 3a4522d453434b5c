import { type Kind, resourceName } from '../inventory/kinds.ts';
import type { Reader } from '../inventory/reader.ts';
import type { Unread } from '../model/exposure.ts';
import type { Judgement } from '../model/health.ts';
import type { DataPlaneSeed, Provider } from './provider.ts';
import { PROVIDERS } from './registry.ts';

/** What of the ways in and rules was asked for and not read, or not everywhere. Files are what they are. */
export const unreadIn = (objects: Reader): readonly Unread[] =>
  PROVIDERS.flatMap((it) => unreadOf(it, objects));

const unreadOf = (
  { name, holds }: Pick<Provider, 'name' | 'holds'>,
  objects: Reader,
): readonly Unread[] =>
  HELD.flatMap((held) => holds[held].flatMap((kind) => unread(name, held, kind, objects)));

const HELD = ['entry-points', 'http-rules', 'other-rules'] as const;

function unread(
  provider: string,
  holds: Unread['holds'],
  kind: Kind,
  objects: Reader,
): readonly Unread[] {
  const coverage = objects.coverage(kind);
  if (coverage.type === 'complete' || coverage.reason === 'not-in-files') return [];
  return [{ provider, holds, resource: resourceName(kind), because: coverage.reason }];
}

/**
 * H2: kube-proxy brings requests to a proxy of an API whose ways in could not be read, and where they go on to from
 * there is not known.
 */
export function withUnreadProxy(seed: DataPlaneSeed, objects: Reader): DataPlaneSeed {
  const unreadProxy = unreadProxyOf(seed, objects);
  if (unreadProxy === undefined) return seed;
  const { resource, because } = unreadProxy;
  return {
    ...seed,
    caveats: [...(seed.caveats ?? []), { type: 'unreadable', resource, because }],
    // Its Pods are judged all the same.
    entryPoints: seed.entryPoints.map((it) => ({
      ...it,
      partial: [...(it.partial ?? []), { type: 'unreadable', resource, because }],
    })),
  };
}

function unreadProxyOf({ servedBy }: DataPlaneSeed, objects: Reader): Unread | undefined {
  if (servedBy.type !== 'service') return undefined;
  const { namespace, name } = servedBy;
  const service = objects.get('Service', namespace, name);
  if (service.type !== 'found') return undefined;
  const pods = objects.select('Pod', service.object.spec.selector, namespace);
  return PROVIDERS.filter(({ isProxy }) => isProxy !== undefined && pods.some(isProxy))
    .flatMap((it) => unreadOf(it, objects))
    .find(({ holds }) => holds === 'entry-points');
}

/** H2: whether there is no rule, or one that could not be read, is not known. */
export function withoutRules(provider: string, objects: Reader): Judgement | undefined {
  const [first] = PROVIDERS.filter(({ name }) => name === provider)
    .flatMap((it) => unreadOf(it, objects))
    .filter(({ holds }) => holds !== 'entry-points');
  if (first === undefined) return undefined;
  const { resource, because } = first;
  return { health: 'unknown', reason: { type: 'unreadable', resource, because } };
}
