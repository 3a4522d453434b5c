import { type ObjectRef, refKey } from '../../../model/object-ref.ts';
import type { RouteSeed } from '../../provider.ts';

/** One rule in one entry point. */
export interface RuleName {
  readonly entryPoint: ObjectRef;
  readonly object: ObjectRef;
  /** Its place in the object, and what tells it apart from another at that place. */
  readonly place: string;
}

/**
 * The routes of one data plane. A rule that stands in several virtual hosts is one route, with the hosts of all: its
 * list of hosts grows until the data plane is whole.
 */
export class Rules {
  private readonly known = new Map<
    string,
    { readonly seed: RouteSeed; readonly hosts: string[] }
  >();
  private readonly names = new Set<string>();

  /** `form` tells what of a rule it is, and on which port, where that makes a difference. */
  route(
    name: RuleName,
    form: string,
    hosts: readonly string[],
    make: (hosts: readonly string[]) => RouteSeed,
  ): RouteSeed {
    const text = keyOf(name);
    const key = `${text} ${form}`;
    const found = this.known.get(key) ?? this.add(key, make);
    this.names.add(text);
    for (const host of hosts) if (!found.hosts.includes(host)) found.hosts.push(host);
    return found.seed;
  }

  /** Whether a rule stands anywhere, in any form. */
  has(name: RuleName): boolean {
    return this.names.has(keyOf(name));
  }

  private add(key: string, make: (hosts: readonly string[]) => RouteSeed) {
    const hosts: string[] = [];
    const entry = { seed: make(hosts), hosts };
    this.known.set(key, entry);
    return entry;
  }
}

const keyOf = ({ entryPoint, object, place }: RuleName): string =>
  `${refKey(entryPoint)}>${refKey(object)}#${place}`;
