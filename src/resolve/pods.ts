import { hasEnded } from '../inventory/has-ended.ts';
import type { Node, Pod as KubePod, Workload } from '../inventory/kinds.ts';
import { carries } from '../inventory/labels.ts';
import { refOf } from '../inventory/read-object.ts';
import { isComplete, type Labels, type Reader } from '../inventory/reader.ts';
import { WORKLOAD_KINDS, type WorkloadKind, workloadsIn } from '../inventory/workloads.ts';
import type { Pod } from '../model/exposure.ts';
import type { Judgement } from '../model/health.ts';
import type { Grace } from './grace.ts';
import { podWord } from './health/pod-word.ts';
import { judgePod, type NodeState, type PodSituation, type Seen, UNSEEN } from './health/pod.ts';
import { judgeRollout } from './health/workload.ts';
import { meshOf } from './mesh.ts';
import type { PodViews } from './pod-views.ts';

type Reads = 'Pod' | 'Node' | WorkloadKind | 'Namespace';

const MESH_KINDS = ['VirtualService', 'DestinationRule', 'PeerAuthentication'] as const;

/** Where nobody uses Istio, that a Pod is not in its mesh is no news. */
export const hasMesh = (objects: Reader<(typeof MESH_KINDS)[number]>): boolean =>
  MESH_KINDS.some((it) => objects.list(it).length > 0);

/** Pods as they are shown and judged, and the workloads that make them. For one resolution. */
export interface Pods {
  view(pod: KubePod, situation: Omit<PodSituation, 'node' | 'seen'>): Pod;
  /** Those with these labels, without the ones that have ended and were replaced (P05). */
  matching(namespace: string, labels: Labels): readonly KubePod[];
  /** The same of Pods that were `picked` by these labels already. */
  current(picked: readonly KubePod[], namespace: string, labels: Labels): readonly KubePod[];
  /** A workload of this name whose rollout has failed. */
  failedRollout(namespace: string, name: string): Judgement | undefined;
  /** Workloads whose Pods carry these labels. */
  workloads(namespace: string, labels: Labels): readonly Workload[];
  /** Whether a namespace's workloads are all known: only then may it be said that none matches. */
  workloadsComplete(namespace: string): boolean;
}

/** Nothing of a Pod that nobody watched. */
export type SeenOf = (pod: KubePod) => Seen;

export function podsOf(
  objects: Reader<Reads>,
  grace: Grace,
  isMesh: boolean,
  views: PodViews,
  seenOf: SeenOf = () => UNSEEN,
): Pods {
  const workloads = (namespace: string, labels: Labels): readonly Workload[] =>
    workloadsIn(objects, namespace).filter((it) =>
      carries(it.spec.template.metadata.labels, labels),
    );
  const nodeState = (name: string | undefined): NodeState => {
    if (name === undefined) return UNKNOWN_NODE;
    const node = objects.get('Node', '', name);
    return node.type === 'found' ? views.node(node.object, stateOf) : UNKNOWN_NODE;
  };
  const current = (picked: readonly KubePod[], namespace: string, labels: Labels) =>
    withoutReplaced(picked, () => workloads(namespace, labels));
  return {
    view: (pod, { rotation, publishesNotReady }) => {
      const node = nodeState(pod.spec.nodeName);
      const seen = seenOf(pod);
      const mesh = isMesh ? meshOf(pod, objects) : undefined;
      const seenAs = [rotation, publishesNotReady, node, seen, mesh];
      return views.view(pod, seenAs, grace, (watched) => ({
        ...podView(pod, { rotation, publishesNotReady, node, seen }, watched),
        ...(mesh !== undefined && { mesh }),
      }));
    },
    matching: (namespace, labels) =>
      current(objects.select('Pod', labels, namespace), namespace, labels),
    current,
    failedRollout: (namespace, name) => {
      for (const kind of ROLLED_OUT) {
        const found = objects.get(kind, namespace, name);
        const failed = found.type === 'found' ? judgeRollout(found.object) : undefined;
        if (failed !== undefined) return failed;
      }
      return undefined;
    },
    workloads,
    workloadsComplete: (namespace) =>
      WORKLOAD_KINDS.every((kind) => isComplete(objects.coverage(kind, namespace))),
  };
}

/** Those that say how far a rollout is. */
const ROLLED_OUT = ['Deployment', 'Rollout'] as const;

const UNKNOWN_NODE: NodeState = { ready: 'unknown' };

function stateOf({ status }: Node): NodeState {
  const ready = status.conditions.find((it) => it.type === 'Ready');
  if (ready === undefined) return UNKNOWN_NODE;
  const since = ready.lastTransitionTime;
  return { ready: ready.status === 'True' ? 'yes' : 'no', ...(since !== undefined && { since }) };
}

/** P05: what has failed counts only while its owner has not as many living Pods again as it wants. */
function withoutReplaced(
  pods: readonly KubePod[],
  owners: () => readonly Workload[],
): readonly KubePod[] {
  if (!pods.some(hasEnded)) return pods;
  const living = pods.filter((it) => !hasEnded(it));
  const wanted = owners().reduce((sum, it) => sum + desiredPods(it), 0);
  if (living.length > 0 && living.length >= wanted) return living;
  const lasting = pods.filter((it) => it.status.phase !== 'Succeeded');
  return lasting.length > 0 ? lasting : pods;
}

function podView(pod: KubePod, situation: PodSituation, grace: Grace): Pod {
  const word = podWord(pod);
  const { status, spec, metadata } = pod;
  return {
    object: refOf(pod),
    ...(status.podIP !== undefined && { ip: status.podIP }),
    ...(spec.nodeName !== undefined && { node: spec.nodeName }),
    status: word.word,
    inRotation: situation.rotation,
    readyContainers: word.readyContainers,
    containers: word.containers,
    restarts: word.restarts,
    ...(status.startTime !== undefined && { startedAt: status.startTime }),
    labels: metadata.labels,
    judgement: judgePod(pod, word, situation, grace),
  };
}

/** How many Pods a workload wants: a DaemonSet says it in its status alone. */
export const desiredPods = ({ kind, spec, status }: Workload): number =>
  kind === 'DaemonSet' ? (status.desiredNumberScheduled ?? 1) : (spec.replicas ?? 1);
