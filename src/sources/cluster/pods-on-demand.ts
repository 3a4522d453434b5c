import type { Coverage } from '../../inventory/reader.ts';
import type { ResourceState } from '../../inventory/source.ts';
import type { Api } from './connection/api.ts';
import { isForbidden } from './connection/failure.ts';
import { JSON_TYPE } from './connection/transport.ts';
import { wordsOf } from './connection/trouble.ts';
import { groupVersionOf, listPath } from './discovery.ts';
import { ObjectStore } from './objects/object-store.ts';
import { listFormOf } from './reflector/list-form.ts';
import { readList } from './reflector/list.ts';

const POD = { group: '', version: 'v1' };
const UNASKED: Coverage = { type: 'incomplete', reason: 'not-listed' };

/** Pods of the namespaces that are asked for, read once: for a question that is about few of them. */
export class PodsOnDemand {
  readonly kind = 'Pod';
  readonly settled = Promise.resolve();
  readonly store: ObjectStore;
  private readonly api: Api;
  private readonly coverages = new Map<string, Coverage>();
  private trouble: Pick<ResourceState, 'state' | 'message'> | undefined;

  constructor(api: Api, onChange: () => void) {
    this.api = api;
    this.store = new ObjectStore('Pod', onChange);
    this.store.serveAs(POD);
  }

  async readIn(namespaces: readonly string[], signal: AbortSignal): Promise<void> {
    await Promise.all(namespaces.map((it) => this.readOne(it, signal)));
  }

  private async readOne(namespace: string, signal: AbortSignal): Promise<void> {
    const scope = namespace === '' ? undefined : namespace;
    const replacement = this.store.replace(scope);
    const path = listPath('Pod', POD, scope);
    try {
      const request = { path, accept: JSON_TYPE, signal };
      await readList(this.api, request, listFormOf(this.kind), (objects) => {
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
      kind: 'Pod',
      resource: 'pods',
      version: groupVersionOf(POD),
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
