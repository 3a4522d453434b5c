/** The way to a cluster, as far as one comes on it. */
export interface Inspection {
  readonly kubeconfig?: KubeconfigFacts;
  readonly server?: ServerFacts;
  /** What ends the way. */
  readonly problem?: string;
}

export interface KubeconfigFacts {
  readonly from: string;
  readonly foundBy: FoundBy;
  readonly context: string;
  readonly cluster: string;
  readonly user?: string;
  readonly namespace: string;
  /** How one shows who one is. */
  readonly credentials: string;
}

export interface ServerFacts {
  readonly url: string;
  /** `v1.33.2` */
  readonly version?: string;
  /** Of a small request on a connection that is open already. */
  readonly roundTripMs?: number;
  /** The API groups that it has. */
  readonly groups: readonly string[];
}

/** What led to it: `--kubeconfig`, `$KUBECONFIG`, the default file, or the Pod that meshpath runs in. */
export type FoundBy = 'flag' | 'environment' | 'default' | 'in-cluster';
