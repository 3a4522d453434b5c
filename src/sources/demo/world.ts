import type { Raw } from '../../inventory/raise.ts';
import type { Change, ToldEvent } from './history.ts';
import type { PodLife } from './pod-life.ts';

/** The demo at one moment, as people wrote it and as its Pods live. All else follows (`objects.ts`). */
export interface DemoWorld {
  readonly workloads: readonly Workload[];
  readonly services: readonly ServiceSpec[];
  /** Objects as they stand. */
  readonly objects: readonly Raw[];
  /** What was changed since all of it was brought. */
  readonly changes: readonly Change[];
  readonly events: readonly ToldEvent[];
}

/** A Deployment with its Pods. */
export interface Workload {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly image: string;
  readonly container: string;
  readonly args?: readonly string[];
  readonly ports: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly replicas: number;
  /** Counts rollouts, from 1. */
  readonly revision: number;
  readonly templateHash: string;
  readonly pods: readonly PodLife[];
}

export interface ServiceSpec {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: Labels;
  readonly selector: Labels;
  readonly type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer';
  readonly clusterIP: string;
  /** Absent: long ago. */
  readonly createdAt?: number;
  readonly ports: readonly {
    readonly name: string;
    readonly port: number;
    readonly targetPort?: number | string;
    readonly nodePort?: number;
  }[];
  readonly externalTrafficPolicy?: 'Local';
  /** What the load balancer gave: an IP address or a name. Absent while it is pending. */
  readonly address?: string;
}

export type Labels = Readonly<Record<string, string>>;

/** The time of the demo: seconds since it began, as objects write it. */
export type Timestamp = (seconds: number) => string;

export const timestampsFrom =
  (start: number): Timestamp =>
  (seconds) =>
    new Date(start + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');

/** Long before anyone looked. */
export const LONG_AGO = -9 * 24 * 3600;
