import { type Inventory, inventoryOf, type Patch } from '../../inventory/inventory.ts';
import { CLUSTER_KINDS, type Kind } from '../../inventory/kinds.ts';
import type { Coverage } from '../../inventory/reader.ts';
import { ROOT_NAMESPACE } from '../../inventory/root-namespace.ts';
import type {
  Details,
  Origin,
  Problem,
  ResourceState,
  Source,
  SourceState,
} from '../../inventory/source.ts';
import { UserError } from '../../lib/user-error.ts';
import { type Clock, sleep, systemClock } from './clock.ts';
import { type Api, exchange, getJson } from './connection/api.ts';
import { ApiError } from './connection/failure.ts';
import { JSON_TYPE } from './connection/transport.ts';
import { userErrorOf } from './connection/trouble.ts';
import { undiciTransport } from './connection/undici-transport.ts';
import type { LendTerminal } from './credentials/credential.ts';
import { credentialsOf } from './credentials/credentials.ts';
import { clusterDetails } from './details.ts';
import { Discovery } from './discovery.ts';
import { parseDuration } from './duration.ts';
import { KindOnDemand, type OnDemand } from './kind-on-demand.ts';
import { KindReader } from './kind-reader.ts';
import {
  type ChosenContext,
  chooseContext,
  type KubeconfigOptions,
  loadKubeconfig,
  withoutCredentials,
} from './kubeconfig/kubeconfig.ts';
import { readableNamespaces } from './namespaces.ts';
import { rankOf } from './rank.ts';
import { Gate } from './reflector/gate.ts';
import { Outage } from './reflector/outage.ts';
import { WatchLists } from './reflector/watch-lists.ts';
import { limitYoungGeneration } from './young-generation.ts';

export interface ClusterOptions extends KubeconfigOptions {
  /** What is read; else `CLUSTER_KINDS`. */
  readonly kinds?: readonly Kind[];
  /** `-n`: where to read, if not everywhere at once. */
  readonly namespaces?: readonly string[];
  /** `--as` */
  readonly as?: string;
  /** `--as-group` */
  readonly asGroups?: readonly string[];
  /** `--request-timeout`, as kubectl takes it: `30s`, `1m`, `0`. */
  readonly requestTimeout?: string;
  /** Pods, EndpointSlices and DestinationRules are not read before `readIn` asks for those of a namespace. */
  readonly onDemand?: boolean;
  /** Nothing is kept up to date. */
  readonly readsOnce?: boolean;
  /** Whether a credential plugin may ask at the terminal now: not while somebody works in the full screen. */
  readonly interactive?: () => boolean;
  readonly lendTerminal?: LendTerminal;
}

/** Four lists side by side help, eight do not (speed.md). */
const LISTS_AT_ONCE = 4;

const PATIENCE = '30s';

/** A CRD that comes or goes is noticed within a minute. */
const DISCOVER_EVERY = 30_000;

/** A cluster, read and kept up to date. Credentials are there when it resolves: a plugin may have asked for them. */
export async function clusterSource(options: ClusterOptions): Promise<Source> {
  const context = chooseContext(loadKubeconfig(options), options.context);
  const clock = systemClock;
  const credentials = credentialsOf(context, {
    clock,
    environment: options.environment,
    interactive: options.interactive ?? ((): boolean => false),
    ...(options.lendTerminal !== undefined && { lendTerminal: options.lendTerminal }),
    ...(options.as !== undefined && { as: options.as }),
    ...(options.asGroups !== undefined && { asGroups: options.asGroups }),
  });
  const patience = parseDuration(options.requestTimeout ?? PATIENCE);
  const transport = undiciTransport(context, credentials, options.environment);
  await credentials.get();
  limitYoungGeneration();
  return readCluster({
    context,
    api: { transport, clock, patience },
    kinds: options.kinds ?? CLUSTER_KINDS,
    namespaces: options.namespaces ?? [],
    onDemand: options.onDemand ?? false,
    readsOnce: options.readsOnce ?? false,
  });
}

/** The same, where the server is asked in another way. */
export const readCluster = (parts: ClusterParts): Source => new ClusterSource(parts);

export interface ClusterParts {
  readonly context: ChosenContext;
  readonly api: Api;
  readonly kinds: readonly Kind[];
  readonly namespaces: readonly string[];
  readonly onDemand?: boolean;
  readonly readsOnce?: boolean;
}

class ClusterSource implements Source {
  readonly origin: Origin;
  readonly details: Details;
  private readonly context: ChosenContext;
  private readonly api: Api;
  private readonly discovery: Discovery;
  private readonly namespaces: readonly string[];
  private readonly kinds: readonly Kind[];
  private readonly isOnDemand: boolean;
  private readonly readsOnce: boolean;
  private demanded: readonly KindOnDemand[] = [];
  private readers: readonly (KindReader | KindOnDemand)[] = [];
  private readonly end = new AbortController();
  private onChange: () => void = () => {};
  private state: Omit<SourceState, 'now'> | undefined;
  private inventory: Inventory;
  private discovering: Promise<void> | undefined;

  constructor({
    context,
    api,
    kinds,
    namespaces,
    onDemand = false,
    readsOnce = false,
  }: ClusterParts) {
    this.context = context;
    this.api = api;
    this.namespaces = namespaces;
    this.kinds = kinds.toSorted((a, b) => rankOf(a) - rankOf(b));
    this.discovery = new Discovery(api, kinds);
    this.inventory = inventoryOf({}, () => LOADING);
    this.origin = {
      type: 'cluster',
      context: context.name,
      server: withoutCredentials(context.cluster.server),
      namespace: context.namespace,
    };
    this.isOnDemand = onDemand;
    this.readsOnce = readsOnce;
    this.details = clusterDetails(api, this.discovery, context, this.end.signal);
  }

  async open(onChange: () => void): Promise<void> {
    this.onChange = onChange;
    const { signal } = this.end;
    try {
      await this.discovery.load(signal);
      const parts = await this.readerParts();
      this.demanded = this.isOnDemand ? ON_DEMAND.flatMap((it) => this.demandedOf(it)) : [];
      this.readers = this.kinds.map(
        (kind) => this.demanded.find((it) => it.kind === kind) ?? new KindReader(kind, parts),
      );
    } catch (error) {
      await this.close();
      throw userErrorOf(error, this.context, this.api.clock.now());
    }
    for (const it of this.readers) void it.run(signal);
    void this.keepDiscovering();
    await Promise.all(this.readers.map((it) => it.settled));
    await this.refuseNothing();
  }

  read(): SourceState {
    this.state ??= this.stateNow();
    return { ...this.state, now: this.api.clock.now() };
  }

  async readIn(namespaces: readonly string[]): Promise<void> {
    const { signal } = this.end;
    await Promise.all(this.demanded.map((it) => it.readIn(namespaces, signal)));
    this.changed();
  }

  private demandedOf(kind: Kind): readonly KindOnDemand[] {
    const [best, ...others] = this.discovery.waysOf(kind);
    return best === undefined
      ? []
      : [
          new KindOnDemand(kind, { ways: [best, ...others], ...MORE_OF[kind] }, this.api, () =>
            this.changed(),
          ),
        ];
  }

  async close(): Promise<void> {
    this.end.abort();
    await this.api.transport.close();
  }

  private async readerParts(): Promise<ConstructorParameters<typeof KindReader>[1]> {
    const { api, context, end, namespaces } = this;
    const version = await getJson(api, { path: '/version', accept: JSON_TYPE, signal: end.signal });
    const namespacesNow = shortly(api.clock, () =>
      readableNamespaces(api, namespaces, context.namespace, end.signal),
    );
    return {
      api,
      gate: new Gate(LISTS_AT_ONCE),
      outage: new Outage({
        clock: api.clock,
        probe: (signal) => probe(api, signal),
        signal: end.signal,
      }),
      watchLists: new WatchLists(minorOf(version)),
      readsOnce: this.readsOnce,
      discovery: this.discovery,
      rediscover: () => this.rediscover(),
      namespaces: namespacesNow,
      onChange: () => this.changed(),
    };
  }

  private changed(): void {
    this.state = undefined;
    if (this.readers.some(({ store }) => store.changeCount >= MOST_LEFT)) this.patch();
    this.onChange();
  }

  private stateNow(): Omit<SourceState, 'now'> {
    this.patch();
    const resources: readonly ResourceState[] = this.readers.map((it) => it.state);
    return { inventory: this.inventory, resources, problems: this.problems() };
  }

  private patch(): void {
    const patches: Patch[] = this.readers
      .map(({ kind, store }) => ({ kind, ...store.takeChanges() }))
      .filter(({ put, removed }) => put.length + removed.length > 0);
    const coverages = new Map(this.readers.map((it) => [it.kind, it.coverage()]));
    this.inventory = this.inventory.patched(
      patches,
      (kind, namespace) => coverages.get(kind)?.(namespace) ?? NOT_LISTED,
    );
  }

  private problems(): readonly Problem[] {
    return this.readers
      .flatMap(({ store }) => store.notes)
      .map(({ object, path, wanted, got }) => ({
        message: `must be ${wanted} and is ${got}`,
        object,
        path,
      }));
  }

  private async keepDiscovering(): Promise<void> {
    const { signal } = this.end;
    while (!signal.aborted) {
      await sleep(this.api.clock, DISCOVER_EVERY, signal);
      if (!signal.aborted) await this.rediscover();
    }
  }

  /** One at a time; where it fails, what was known stays. */
  private rediscover(): Promise<void> {
    this.discovering ??= this.discovery
      .load(this.end.signal)
      .then(
        () => {
          for (const it of this.readers) it.discovered();
        },
        () => {},
      )
      .finally(() => {
        this.discovering = undefined;
      });
    return this.discovering;
  }

  /** Where nothing at all may be read, there is nothing to show. */
  private async refuseNothing(): Promise<void> {
    // What is read on demand was not asked for yet.
    const states = this.readers
      .filter((it) => it instanceof KindReader)
      .map(({ state }) => state)
      .filter((it) => it.state !== 'absent');
    const [first] = states;
    if (first === undefined || states.some((it) => !FRUITLESS.includes(it.state))) return;
    await this.close();
    const why = states.find((it) => it.message !== undefined)?.message ?? 'nothing may be read';
    throw new UserError(
      `Nothing can be read from ${this.origin.server ?? ''}: ${why}. Ask for read access, or choose another context with --context.`,
      3,
    );
  }
}

/** What comes in thousands is put in its place while it comes, and not all of it in one turn. */
const MOST_LEFT = 1000;

/** What there is most of, and of what one answer needs least. */
const ON_DEMAND: readonly Kind[] = ['EndpointSlice', 'Pod', 'DestinationRule'];

/** N30: a rule of the root namespace may hold for every destination; and that there is any tells that there is a mesh. */
const MORE_OF: { readonly [K in Kind]?: Pick<OnDemand, 'alwaysIn' | 'looksForOne'> } = {
  DestinationRule: { alwaysIn: ROOT_NAMESPACE, looksForOne: true },
};

const FRUITLESS: readonly string[] = ['forbidden', 'failed'];
const LOADING: Coverage = { type: 'incomplete', reason: 'loading' };
const NOT_LISTED: Coverage = { type: 'incomplete', reason: 'not-listed' };

/** Any answer but that of a gateway whose server is away tells that it is there. */
async function probe(api: Api, signal: AbortSignal): Promise<void> {
  try {
    await exchange(api, { path: '/version', accept: JSON_TYPE, signal }, () => Promise.resolve());
  } catch (error) {
    if (!(error instanceof ApiError) || error.status >= 500) throw error;
  }
}

const SHORTLY = 30_000;

/** Asks once for all who ask at about the same time. */
function shortly<T>(clock: Clock, ask: () => Promise<T>): () => Promise<T> {
  let last: { readonly answer: Promise<T>; readonly at: number } | undefined;
  return () => {
    if (last === undefined || Math.abs(clock.now() - last.at) > SHORTLY) {
      last = { answer: ask(), at: clock.now() };
      last.answer.catch(() => {
        last = undefined;
      });
    }
    return last.answer;
  };
}

/** `27+` of some providers is 27; what does not say it is taken for old. */
function minorOf(version: unknown): number {
  const minor =
    typeof version === 'object' && version !== null && 'minor' in version ? version.minor : '';
  return Number.parseInt(String(minor), 10) || 0;
}
