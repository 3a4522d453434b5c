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
  /**
   * Where Pods, EndpointSlices and DestinationRules are read on demand: reads those of these namespaces (`''`: all), or
   * learns why they cannot be read.
   */
  readIn?(namespaces: readonly string[]): Promise<void>;
  /** Ends all that was begun; idempotent. */
  close(): Promise<void>;
  /** What is asked for when someone looks at one object. Files have none. */
  readonly details?: Details;
  /** Files: where an object stands, or the field of it that `path` names, or the nearest one around that. */
  locate?(object: ObjectRef, path?: string): FilePosition | undefined;
}

/** Fetched afresh, each with a UserError that says why where it cannot be had. */
export interface Details {
  /** The object as the server has it, not projected; of a Secret its metadata alone. */
  fetchObject(object: ObjectRef): Promise<unknown>;
  /** Newest first. */
  events(object: ObjectRef): Promise<readonly EventLine[]>;
  /** Line by line, oldest first, without line ends; ends with the log, or with `signal`. */
  logs(pod: ObjectRef, options: LogOptions, signal: AbortSignal): AsyncIterable<string>;
}

export interface EventLine {
  /** `Normal`, `Warning`. */
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  /** RFC 3339. */
  readonly firstSeen?: string;
  readonly lastSeen?: string;
  /** The component: `kubelet`. */
  readonly from?: string;
}

export interface LogOptions {
  /** Absent: the Pod's only or first one. */
  readonly container?: string;
  /** Of the container's last life. */
  readonly previous?: boolean;
  readonly follow?: boolean;
  readonly timestamps?: boolean;
  /** Begin with the last so many lines. */
  readonly tail?: number;
}

export interface FilePosition {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
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
  /** Kinds that are there and that meshpath does not read: some route all the same (Traefik's IngressRoute). */
  readonly otherKinds?: readonly {
    readonly kind: string;
    readonly group: string;
    readonly count: number;
  }[];
}

/** What is known of one kind. */
export interface ResourceState {
  readonly kind: Kind;
  /** As kubectl writes it: `ingresses.networking.k8s.io`. */
  readonly resource: string;
  /** Clusters: the version of the API that it is read in: `networking.k8s.io/v1`. */
  readonly version?: string;
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
