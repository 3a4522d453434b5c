import type { Unreadable } from '../model/health.ts';
import type { Kind, Kinds } from './kinds.ts';

/**
 * Three answers, not two: what may not be read must not look as if it did not exist. `absent` may be someone's
 * mistake, `unreadable` makes health unknown and yields no finding.
 */
export type Lookup<T> =
  | { readonly type: 'found'; readonly object: T }
  | { readonly type: 'absent' }
  | { readonly type: 'unreadable'; readonly reason: Unreadable };

export type Labels = Readonly<Record<string, string>>;

/** What a provider or check may see: the kinds it declared, and no others. */
export interface Reader<K extends Kind = Kind> {
  /** By namespace, then name. */
  list<N extends K>(kind: N): readonly Kinds[N][];
  /** Of one namespace, by name. */
  inNamespace<N extends K>(kind: N, namespace: string): readonly Kinds[N][];
  /** Those that carry all of these labels, by namespace, then name; for an empty selector none. Indexed. */
  select<N extends K>(kind: N, labels: Labels, namespace?: string): readonly Kinds[N][];
  /** `namespace` is empty for objects of the cluster. */
  get<N extends K>(kind: N, namespace: string, name: string): Lookup<Kinds[N]>;
  /** Whether `list` is all there is, in this namespace or at all. "None matches" may be said only where it is. */
  coverage(kind: K, namespace?: string): Coverage;
}

export type Coverage =
  | { readonly type: 'complete' }
  | { readonly type: 'incomplete'; readonly reason: Unreadable };

export const isComplete = (coverage: Coverage): boolean => coverage.type === 'complete';
