import type { Kind, Served } from '../../inventory/kinds.ts';
import type { Coverage } from '../../inventory/reader.ts';
import type { ResourceState } from '../../inventory/source.ts';
import type { Api } from './connection/api.ts';
import { isForbidden } from './connection/failure.ts';
import { JSON_TYPE } from './connection/transport.ts';
import { wordsOf } from './connection/trouble.ts';
import { groupVersionOf, listPath, resourceName } from './discovery.ts';
import { ObjectStore } from './objects/object-store.ts';
import { listFormOf } from './reflector/list-form.ts';
import { readList } from './reflector/list.ts';

const UNASKED: Coverage = { type: 'incomplete', reason: 'not-listed' };

/** Objects of a kind, of the namespaces that are asked for, read once: for a question that is about few of them. */
export class KindOnDemand {
  readonly kind: Kind;
  readonly settled = Promise.resolve();
  readonly store: ObjectStore;
  private readonly ways: readonly [Served, ...Served[]];
  private readonly api: Api;
  private served: Served;
  private readonly coverages = new Map<string, Coverage>();
  private trouble: Pick<ResourceState, 'state' | 'message'> | undefined;

  /** `ways` in which the server has the kind, best first. */
  constructor(kind: Kind, ways: readonly [Served, ...Served[]], api: Api, onChange: () => void) {
    this.kind = kind;
    this.ways = ways;
    this.api = api;
    [this.served] = ways;
    this.store = new ObjectStore(kind, onChange);
  }

  /** What is forbidden in one way may be allowed in the next: Endpoints, say, where slices are not. */
  async readIn(namespaces: readonly string[], signal: AbortSignal): Promise<void> {
    let left = namespaces;
    for (const way of this.ways) {
      if (left.length === 0) return;
      this.served = way;
      this.store.serveAs(way);
      await Promise.all(left.map((it) => this.readOne(it, signal)));
      left = left.filter((it) => this.isForbiddenIn(it));
    }
  }

  private isForbiddenIn(namespace: string): boolean {
    const coverage = this.coverages.get(namespace);
    return coverage?.type === 'incomplete' && coverage.reason === 'forbidden';
  }

  private async readOne(namespace: string, signal: AbortSignal): Promise<void> {
    const scope = namespace === '' ? undefined : namespace;
    const replacement = this.store.replace(scope);
    const path = listPath(this.kind, this.served, scope);
    try {
      const request = { path, accept: JSON_TYPE, signal };
      await readList(this.api, request, listFormOf(this.kind, this.served), (objects) => {
        for (const it of objects) replacement.add(it);
        return objects.length;
      });
      replacement.end();
      this.coverages.set(namespace, { type: 'complete' });
      this.trouble = undefined;
    } catch (error) {
      const state = isForbidden(error) ? 'forbidden' : 'failed';
      this.coverages.set(namespace, { type: 'incomplete', reason: state });
      this.trouble = { state, message: wordsOf(error) };
    }
  }

  get state(): ResourceState {
    return {
      kind: this.kind,
      resource: resourceName(this.kind, this.served),
      version: groupVersionOf(this.served),
      state: 'live',
      count: this.store.size,
      ...this.trouble,
    };
  }

  coverage(): (namespace?: string) => Coverage {
    const known = new Map(this.coverages);
    return (namespace = '') => known.get(namespace) ?? known.get('') ?? UNASKED;
  }

  /** There is nothing to keep up to date. */
  run(): Promise<void> {
    return this.settled;
  }

  discovered(): void {}
}
