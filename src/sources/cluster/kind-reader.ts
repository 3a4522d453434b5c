import type { Kind, Served } from '../../inventory/kinds.ts';
import type { Coverage } from '../../inventory/reader.ts';
import type { ResourceState } from '../../inventory/source.ts';
import { deferred } from '../../lib/deferred.ts';
import { sleep } from './clock.ts';
import { METADATA_LIST_TYPE, METADATA_TYPE, JSON_TYPE } from './connection/transport.ts';
import { type Discovery, groupVersionOf, infoOf, listPath, resourceName } from './discovery.ts';
import { ObjectStore } from './objects/object-store.ts';
import { rankOf } from './rank.ts';
import { BackOff } from './reflector/back-off.ts';
import { type ReadState, Reflector, type ReflectorParts } from './reflector/reflector.ts';

export interface KindReaderParts extends ReflectorParts {
  readonly discovery: Discovery;
  /** Asks the server anew what it has. */
  readonly rediscover: () => Promise<void>;
  /** Where to try, if all namespaces at once are forbidden. */
  readonly namespaces: () => Promise<readonly string[]>;
  readonly onChange: () => void;
}

/** What is forbidden is tried again after a minute, then less and less often. */
const FORBIDDEN_FIRST = 60_000;
const FORBIDDEN_LONGEST = 600_000;

/** Keeps all objects of one kind: over all namespaces, or where that is forbidden in each that may be read. */
export class KindReader {
  readonly kind: Kind;
  readonly store: ObjectStore;
  private readonly parts: KindReaderParts;
  private readonly known = deferred();
  private served: Served | undefined;
  private whole: Reflector | undefined;
  private readonly scopes = new Map<string, Reflector>();
  private stopScopes: AbortController | undefined;
  private woken = new AbortController();

  constructor(kind: Kind, parts: KindReaderParts) {
    this.kind = kind;
    this.parts = parts;
    this.store = new ObjectStore(kind, parts.onChange);
    this.served = parts.discovery.servedOf(kind);
  }

  /** Everything was read once, or it is known why not. */
  get settled(): Promise<void> {
    return this.known.promise;
  }

  /** The server may offer the kind in another way now, or no more. */
  discovered(): void {
    if (this.parts.discovery.servedOf(this.kind) !== this.served) this.woken.abort();
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.woken = new AbortController();
      this.served = this.parts.discovery.servedOf(this.kind);
      const until = AbortSignal.any([signal, this.woken.signal]);
      await (this.served === undefined ? this.beAbsent(until) : this.readAs(this.served, until));
    }
  }

  private async beAbsent(until: AbortSignal): Promise<void> {
    this.whole = undefined;
    this.store.drop();
    this.changed();
    await aborted(until);
  }

  private async readAs(served: Served, until: AbortSignal): Promise<void> {
    this.store.serveAs(served);
    const forbidden = new BackOff(this.parts.api.clock, FORBIDDEN_FIRST, FORBIDDEN_LONGEST);
    const missing = new BackOff(this.parts.api.clock);
    this.whole = this.reflector(served);
    while (!until.aborted) {
      const end = await this.whole.run(until);
      if (end === 'forbidden') {
        this.readByNamespace(served, until);
        await sleep(this.parts.api.clock, forbidden.failed(), until);
      } else if (end === 'not-found') {
        this.parts.discovery.notFound(served);
        await this.parts.rediscover();
        await sleep(this.parts.api.clock, missing.failed(), until);
      }
    }
    this.endScopes();
  }

  private reflector(served: Served, namespace?: string): Reflector {
    const { metadataOnly = false, labelSelector } = infoOf(this.kind);
    return new Reflector(
      this.parts,
      {
        path: listPath(this.kind, served, namespace),
        listType: metadataOnly ? METADATA_LIST_TYPE : JSON_TYPE,
        watchType: metadataOnly ? METADATA_TYPE : JSON_TYPE,
        rank: rankOf(this.kind),
        // Of the kinds that route they tell who changed what; of Pods there are too many.
        leaveOutManagedFields: this.kind === 'Pod',
        ...(namespace !== undefined && { namespace }),
        ...(labelSelector !== undefined && { labelSelector }),
      },
      this.store,
      () => this.changed(),
    );
  }

  private readByNamespace(served: Served, until: AbortSignal): void {
    if (this.stopScopes !== undefined) return;
    this.stopScopes = new AbortController();
    const stop = AbortSignal.any([until, this.stopScopes.signal]);
    if (infoOf(this.kind).namespaced) void this.startScopes(served, stop);
    else this.store.drop();
  }

  private async startScopes(served: Served, stop: AbortSignal): Promise<void> {
    const namespaces = await this.parts.namespaces();
    if (stop.aborted) return;
    for (const namespace of namespaces)
      this.scopes.set(namespace, this.reflector(served, namespace));
    this.store.dropOutside(new Set(namespaces));
    for (const [namespace, it] of this.scopes) void this.runScope(namespace, it, stop);
    this.changed();
  }

  private async runScope(namespace: string, scope: Reflector, stop: AbortSignal): Promise<void> {
    const { clock } = this.parts.api;
    const backOff = new BackOff(clock, FORBIDDEN_FIRST, FORBIDDEN_LONGEST);
    while (!stop.aborted) {
      const end = await scope.run(stop);
      if (end === 'forbidden') this.store.drop(namespace);
      await sleep(clock, backOff.failed(), stop);
    }
  }

  private endScopes(): void {
    this.stopScopes?.abort();
    this.stopScopes = undefined;
    this.scopes.clear();
  }

  private changed(): void {
    // What may be read all at once needs no reading one by one.
    if (this.stopScopes !== undefined && this.whole?.state.type === 'live') this.endScopes();
    if (this.isKnown()) this.known.resolve();
    this.parts.onChange();
  }

  private isKnown(): boolean {
    if (this.served === undefined || this.whole === undefined) return this.served === undefined;
    const { type } = this.whole.state;
    if (type !== 'forbidden') return type !== 'loading';
    if (!infoOf(this.kind).namespaced) return true;
    const scopes = [...this.scopes.values()];
    return scopes.length > 0 && scopes.every(({ state }) => state.type !== 'loading');
  }

  get state(): ResourceState {
    const common = {
      kind: this.kind,
      resource: resourceName(this.kind, this.served),
      count: this.store.size,
    };
    if (this.served === undefined) return { ...common, state: 'absent' };
    const known = { ...common, version: groupVersionOf(this.served) };
    const whole = this.whole?.state ?? { type: 'loading' };
    if (whole.type !== 'forbidden' || this.scopes.size === 0) return { ...known, ...told(whole) };
    return { ...known, ...this.stateOfScopes(whole.message) };
  }

  private stateOfScopes(message: string): Pick<ResourceState, 'state' | 'namespaces' | 'message'> {
    const readable = this.readableNamespaces();
    const states = [...this.scopes.values()].map(({ state }) => state);
    if (readable.length === 0)
      return states.some((it) => it.type === 'loading')
        ? { state: 'loading' }
        : { state: 'forbidden', message };
    const worst = states.find((it) => it.type === 'loading') ??
      states.find((it) => it.type === 'stale') ??
      states.find((it) => it.type === 'live') ?? { type: 'loading' };
    return { message, ...told(worst), namespaces: readable };
  }

  private readableNamespaces(): readonly string[] {
    return [...this.scopes]
      .filter(([, { state }]) => state.type !== 'forbidden')
      .map(([namespace]) => namespace)
      .toSorted();
  }

  /** Whether all there is was read, by namespace where reading goes by namespace. Holds for this moment. */
  coverage(): (namespace?: string) => Coverage {
    if (this.served === undefined) return () => COMPLETE;
    if (infoOf(this.kind).labelSelector !== undefined) return () => SELECTED;
    const whole = coverageOf(this.whole?.state ?? { type: 'loading' });
    const scopes = new Map([...this.scopes].map(([name, it]) => [name, coverageOf(it.state)]));
    return (namespace) => (namespace === undefined ? whole : (scopes.get(namespace) ?? whole));
  }
}

const COMPLETE: Coverage = { type: 'complete' };
const SELECTED: Coverage = { type: 'incomplete', reason: 'not-listed' };

function coverageOf(state: ReadState): Coverage {
  switch (state.type) {
    case 'live':
    case 'stale':
      return COMPLETE;
    case 'loading':
    case 'failed':
    case 'forbidden':
      return { type: 'incomplete', reason: state.type };
  }
}

function told(state: ReadState): Pick<ResourceState, 'state' | 'since' | 'message'> {
  switch (state.type) {
    case 'loading':
    case 'live':
      return { state: state.type };
    case 'stale':
      return {
        state: 'stale',
        since: new Date(state.since).toISOString(),
        message: state.message,
      };
    case 'failed':
    case 'forbidden':
      return { state: state.type, message: state.message };
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = deferred();
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}
