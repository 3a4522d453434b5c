import type { Kind, Served } from '../../inventory/kinds.ts';
import { isRaw } from '../../inventory/raise.ts';
import type { Coverage } from '../../inventory/reader.ts';
import type { ResourceState } from '../../inventory/source.ts';
import { type Api, getJson } from './connection/api.ts';
import { isForbidden } from './connection/failure.ts';
import { JSON_TYPE } from './connection/transport.ts';
import { wordsOf } from './connection/trouble.ts';
import { groupVersionOf, listPath, resourceName } from './discovery.ts';
import { ObjectStore } from './objects/object-store.ts';
import { listFormOf } from './reflector/list-form.ts';
import { readList } from './reflector/list.ts';

const UNASKED: Coverage = { type: 'incomplete', reason: 'not-listed' };

export interface OnDemand {
  /** In which the server has the kind, best first. */
  readonly ways: readonly [Served, ...Served[]];
  /** A namespace that is read with whichever is asked for. */
  readonly alwaysIn?: string;
  /** Whether there is any at all is to be known before anybody asks. */
  readonly looksForOne?: true;
}

/** Objects of a kind, of the namespaces that are asked for, read once: for a question that is about few of them. */
export class KindOnDemand {
  readonly kind: Kind;
  readonly store: ObjectStore;
  private readonly parts: OnDemand;
  private readonly api: Api;
  private readonly known = Promise.withResolvers<void>();
  private served: Served;
  private readonly coverages = new Map<string, Coverage>();
  private trouble: Pick<ResourceState, 'state' | 'message'> | undefined;

  constructor(kind: Kind, parts: OnDemand, api: Api, onChange: () => void) {
    this.kind = kind;
    this.parts = parts;
    this.api = api;
    [this.served] = parts.ways;
    this.store = new ObjectStore(kind, onChange);
  }

  get settled(): Promise<void> {
    return this.known.promise;
  }

  /** What is forbidden in one way may be allowed in the next: Endpoints, say, where slices are not. */
  async readIn(namespaces: readonly string[], signal: AbortSignal): Promise<void> {
    const { ways, alwaysIn } = this.parts;
    const all = new Set([...namespaces, ...(alwaysIn === undefined ? [] : [alwaysIn])]);
    let left = [...all].filter((it) => !this.coverages.has(it));
    for (const way of ways) {
      if (left.length === 0) return;
      this.serveAs(way);
      await Promise.all(left.map((it) => this.readOne(it, signal)));
      left = left.filter((it) => this.isForbiddenIn(it));
    }
  }

  private serveAs(way: Served): void {
    this.served = way;
    this.store.serveAs(way);
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
  async run(signal: AbortSignal): Promise<void> {
    if (this.parts.looksForOne === true) await this.lookForOne(signal);
    this.known.resolve();
  }

  /** Why it cannot be had is told when more of them are asked for. */
  private async lookForOne(signal: AbortSignal): Promise<void> {
    const [way] = this.parts.ways;
    this.serveAs(way);
    const path = listPath(this.kind, way);
    try {
      const request = { path, accept: JSON_TYPE, query: { limit: '1' }, signal };
      const list = await getJson(this.api, request);
      const [first] = isRaw(list) && Array.isArray(list['items']) ? list['items'] : [];
      if (isRaw(first)) this.store.put(first);
    } catch {
      // See above.
    }
  }

  discovered(): void {}
}
