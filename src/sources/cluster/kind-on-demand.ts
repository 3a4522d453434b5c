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
  private readonly served: Served;
  private readonly api: Api;
  private readonly coverages = new Map<string, Coverage>();
  private trouble: Pick<ResourceState, 'state' | 'message'> | undefined;

  constructor(kind: Kind, served: Served, api: Api, onChange: () => void) {
    this.kind = kind;
    this.served = served;
    this.api = api;
    this.store = new ObjectStore(kind, onChange);
    this.store.serveAs(served);
  }

  async readIn(namespaces: readonly string[], signal: AbortSignal): Promise<void> {
    await Promise.all(namespaces.map((it) => this.readOne(it, signal)));
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
