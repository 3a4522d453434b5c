import { type Kind, resourceName } from '../inventory/kinds.ts';
import type { Reader } from '../inventory/reader.ts';
import type { Unread } from '../model/exposure.ts';
import type { Judgement } from '../model/health.ts';
import type { Provider } from './provider.ts';
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

/** H2: whether there is no rule, or one that could not be read, is not known. */
export function withoutRules(provider: string, objects: Reader): Judgement | undefined {
  const [first] = PROVIDERS.filter(({ name }) => name === provider)
    .flatMap((it) => unreadOf(it, objects))
    .filter(({ holds }) => holds !== 'entry-points');
  if (first === undefined) return undefined;
  const { resource, because } = first;
  return { health: 'unknown', reason: { type: 'unreadable', resource, because } };
}
