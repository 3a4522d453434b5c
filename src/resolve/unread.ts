import { type Kind, resourceName } from '../inventory/kinds.ts';
import type { Reader } from '../inventory/reader.ts';
import type { Unread } from '../model/exposure.ts';
import type { Judgement } from '../model/health.ts';
import { PROVIDERS } from './registry.ts';

/** What of a provider's ways in and rules was asked for and not read, or not everywhere. Files are what they are. */
export function unreadOf(provider: string, objects: Reader): readonly Unread[] {
  const { holds } = PROVIDERS.find((it) => it.name === provider) ?? {};
  if (holds === undefined) return [];
  return HELD.flatMap((held) =>
    holds[held].flatMap((kind) => unread(provider, held, kind, objects)),
  );
}

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
  const [first] = unreadOf(provider, objects).filter(({ holds }) => holds !== 'entry-points');
  if (first === undefined) return undefined;
  const { resource, because } = first;
  return { health: 'unknown', reason: { type: 'unreadable', resource, because } };
}
