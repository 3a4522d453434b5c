import type { Kind, Served } from '../../inventory/kinds.ts';
import type { Coverage } from '../../inventory/reader.ts';
import type { ResourceState } from '../../inventory/source.ts';
import { aborted } from './aborted.ts';
import { sleep } from './clock.ts';
import { METADATA_LIST_TYPE, METADATA_TYPE, JSON_TYPE } from './connection/transport.ts';
import { type Discovery, groupVersionOf, infoOf, listPath, resourceName } from './discovery.ts';
import { ObjectStore } from './objects/object-store.ts';
import { rankOf } from './rank.ts';
import { BackOff } from './reflector/back-off.ts';
import { listFormOf } from './reflector/list-form.ts';
import { type ReadState, Reflector, type ReflectorParts } from './reflector/reflector.ts';

export interface KindReaderParts extends ReflectorParts {
  readonly discovery: Discovery;
  /** Asks the server anew what it has. */
  readonly rediscover: () => Promise<void>;
  /** Where to try, if all namespaces at once are forbidden. */
  readonly namespaces: () => Promise<readonly string[]>;
  readonly onChange: () => void;
}

/** What is forbidden is tried again after a minute, then less often. */
const FORBIDDEN_FIRST = 60_000;
const FORBIDDEN_LONGEST = 120_000;

/** Many namespaces take their turns, so that they are no load for a server that refuses them. */
const FORBIDDEN_EACH = 6000;

/** Keeps all objects of one kind: over all namespaces, or where that is forbidden in each that may be read. */
export class KindReader {
  readonly kind: Kind;
  readonly store: ObjectStore;
  private readonly parts: KindReaderParts;
  private readonly known = Promise.withResolvers<void>();
  private served: Served | undefined;
  /** Resources that may not be read: all namespaces at once, or not in any either. */
  private readonly refused = new Map<string, 'whole' | 'everywhere'>();
  private whole: Reflector | undefined;
  private readonly scopes = new Map<string, Scope>();
  private woken = new AbortController();

  constructor(kind: Kind, parts: KindReaderParts) {
    this.kind = kind;
    this.parts = parts;
    this.store = new ObjectStore(kind, parts.onChange);
    this.served = this.bestWay();
  }

  /** What may be read at once, else what may be read by namespace: Endpoints, say, where slices may not. */
  private bestWay(): Served | undefined {
    const ways = this.parts.discovery.waysOf(this.kind);
    const refusal = (it: Served) => this.refused.get(resourceName(this.kind, it));
    return (
      ways.find((it) => refusal(it) === undefined) ??
      ways.find((it) => refusal(it) === 'whole') ??
      ways[0]
    );
  }

  /** Everything was read once, or it is known why not. */
  get settled(): Promise<void> {
    return this.known.promise;
  }

  /** The server may offer the kind in another way now, or no more. */
  discovered(): void {
    if (this.bestWay() !== this.served) this.woken.abort();
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.woken = new AbortController();
      this.served = this.bestWay();
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
    const soon = new BackOff(this.parts.api.clock);
    this.whole = this.reflector(served);
    while (!until.aborted) {
      const end = await this.whole.run(until);
      if (end === 'forbidden') {
        this.refuse(served, 'whole');
        if (until.aborted) break;
        const isTried = await this.readByNamespace(served, until);
        await sleep(this.parts.api.clock, (isTried ? forbidden : soon).failed(), until);
      } else if (end === 'not-found') {
        this.parts.discovery.notFound(served);
        await this.parts.rediscover();
        await sleep(this.parts.api.clock, soon.failed(), until);
      }
    }
    this.endScopes();
  }

  private refuse(served: Served, refusal: 'whole' | 'everywhere'): void {
    const name = resourceName(this.kind, served);
    if (this.refused.get(name) !== 'everywhere') this.refused.set(name, refusal);
    this.discovered();
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
        form: listFormOf(this.kind, served),
        ...(namespace !== undefined && { namespace }),
        ...(labelSelector !== undefined && { labelSelector }),
      },
      this.store,
      () => this.changed(),
    );
  }

  /** Begins with the namespaces that there are now, and ends with those that there are no more, if it can be told. */
  private async readByNamespace(served: Served, until: AbortSignal): Promise<boolean> {
    const namespaces = await this.namespaces();
    if (until.aborted || namespaces === undefined) return false;
    for (const [namespace, { stop }] of this.scopes)
      if (!namespaces.includes(namespace)) {
        stop.abort();
        this.scopes.delete(namespace);
      }
    this.store.dropOutside(new Set(namespaces));
    for (const namespace of namespaces) {
      if (this.scopes.has(namespace)) continue;
      const scope = { reflector: this.reflector(served, namespace), stop: new AbortController() };
      this.scopes.set(namespace, scope);
      void this.runScope(namespace, scope, AbortSignal.any([until, scope.stop.signal]));
    }
    this.changed();
    return true;
  }

  private async namespaces(): Promise<readonly string[] | undefined> {
    if (!infoOf(this.kind).namespaced) return [];
    try {
      return await this.parts.namespaces();
    } catch {
      return undefined;
    }
  }

  private async runScope(
    namespace: string,
    { reflector }: Scope,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock } = this.parts.api;
    const longest = Math.max(FORBIDDEN_LONGEST, this.scopes.size * FORBIDDEN_EACH);
    const backOff = new BackOff(clock, FORBIDDEN_FIRST, longest);
    while (!signal.aborted) {
      const end = await reflector.run(signal);
      if (end === 'forbidden') this.store.drop(namespace);
      await sleep(clock, backOff.failed(), signal);
    }
  }

  private endScopes(): void {
    for (const { stop } of this.scopes.values()) stop.abort();
    this.scopes.clear();
  }

  private changed(): void {
    // What may be read all at once needs no reading one by one.
    if (this.whole?.state.type === 'live') this.endScopes();
    const isRefused =
      this.scopes.size > 0 && this.scopeStates().every(({ type }) => type === 'forbidden');
    if (isRefused && this.served !== undefined) this.refuse(this.served, 'everywhere');
    if (this.isKnown()) this.known.resolve();
    this.parts.onChange();
  }

  private isKnown(): boolean {
    if (this.served === undefined || this.whole === undefined) return this.served === undefined;
    if (this.bestWay() !== this.served) return false;
    if (this.scopes.size > 0) return this.scopeStates().every((it) => it.type !== 'loading');
    const { type } = this.whole.state;
    return type === 'forbidden' ? !infoOf(this.kind).namespaced : type !== 'loading';
  }

  get state(): ResourceState {
    const common = {
      kind: this.kind,
      resource: resourceName(this.kind, this.served),
      count: this.store.size,
    };
    if (this.served === undefined) return { ...common, state: 'absent' };
    const known = { ...common, version: groupVersionOf(this.served) };
    const whole = told(this.whole?.state ?? { type: 'loading' });
    return { ...known, ...(this.scopes.size === 0 ? whole : this.stateOfScopes(whole.message)) };
  }

  private stateOfScopes(said: string | undefined): ReturnType<typeof told> {
    const message = said === undefined ? {} : { message: said };
    const states = this.scopeStates();
    const worst = WORST_FIRST.map((type) => states.find((it) => it.type === type)).find(
      (it) => it !== undefined,
    );
    if (worst === undefined) return { state: 'forbidden', ...message };
    const namespaces = [...this.scopes]
      .filter(([, { reflector }]) => WAS_READ.includes(reflector.state.type))
      .map(([namespace]) => namespace)
      .toSorted();
    return { ...message, ...told(worst), ...(namespaces.length > 0 && { namespaces }) };
  }

  private scopeStates(): readonly ReadState[] {
    return [...this.scopes.values()].map(({ reflector }) => reflector.state);
  }

  /** Whether all there is was read, by namespace where reading goes by namespace. Holds for this moment. */
  coverage(): (namespace?: string) => Coverage {
    if (this.served === undefined) return () => COMPLETE;
    if (infoOf(this.kind).labelSelector !== undefined) return () => SELECTED;
    const whole = coverageOf(this.whole?.state ?? { type: 'loading' });
    const scopes = new Map(
      [...this.scopes].map(([name, { reflector }]) => [name, coverageOf(reflector.state)]),
    );
    return (namespace) => (namespace === undefined ? whole : (scopes.get(namespace) ?? whole));
  }
}

/** One namespace, read by itself. */
interface Scope {
  readonly reflector: Reflector;
  readonly stop: AbortController;
}

/** What is told of a kind whose namespaces differ. What is forbidden is told only where nothing else is. */
const WORST_FIRST: readonly ReadState['type'][] = ['loading', 'stale', 'live', 'failed'];
const WAS_READ: readonly ReadState['type'][] = ['stale', 'live'];

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

function told(state: ReadState): Pick<ResourceState, 'state' | 'since' | 'message' | 'namespaces'> {
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
