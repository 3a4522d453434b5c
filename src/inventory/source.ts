import type { ObjectRef } from '../model/object-ref.ts';
import type { Inventory } from './inventory.ts';
import type { Kind } from './kinds.ts';

/** Where objects come from: a cluster, files, the demo. The one port between the world and the core. */
export interface Source {
  readonly origin: Origin;
  /**
   * Begins to read. `onChange` is called whenever `read()` would answer otherwise; often, and cheaply. Resolves when
   * everything that can be read was read once (or its failure is known); rejects with a UserError where nothing can
   * be read at all. A source may go on after that (`live`).
   */
  open(onChange: () => void): Promise<void>;
  /** The present state. Cheap where nothing changed. */
  read(): SourceState;
  /** Ends all that was begun; idempotent. */
  close(): Promise<void>;
}

export interface Origin {
  readonly type: 'cluster' | 'files' | 'demo';
  /** Cluster: the context's name. */
  readonly context?: string;
  /** Cluster: the API server's URL, without credentials. */
  readonly server?: string;
  /** Cluster: the namespace of the context. */
  readonly namespace?: string;
}

export interface SourceState {
  readonly inventory: Inventory;
  readonly resources: readonly ResourceState[];
  /** What is wrong with what was read: broken documents, lost fields. */
  readonly problems: readonly Problem[];
  /** Epoch milliseconds: the time that judgements are made at. A snapshot file carries its own. */
  readonly now: number;
}

/** What is known of one kind. */
export interface ResourceState {
  readonly kind: Kind;
  /** As kubectl writes it: `ingresses.networking.k8s.io`. */
  readonly resource: string;
  readonly state: 'loading' | 'live' | 'stale' | 'forbidden' | 'absent' | 'failed' | 'not-in-files';
  /** How many there are now. */
  readonly count: number;
  /** RFC 3339: from when the data is, where it is stale. */
  readonly since?: string;
  /** Where only some namespaces could be read. */
  readonly namespaces?: readonly string[];
  readonly message?: string;
}

/** Something in the input that could not be used; the rest was. */
export interface Problem {
  readonly message: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  readonly column?: number;
  readonly object?: ObjectRef;
  /** `spec.ports[0].port` */
  readonly path?: string;
}
