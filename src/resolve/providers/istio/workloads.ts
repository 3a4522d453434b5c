import { hasEnded } from '../../../inventory/has-ended.ts';
import type { Pod, Service, Workload } from '../../../inventory/kinds.ts';
import { carries, isEmpty } from '../../../inventory/labels.ts';
import { isComplete, type Labels, type Reader } from '../../../inventory/reader.ts';
import { makerOf, type WorkloadKind, workloadsIn } from '../../../inventory/workloads.ts';
import { groupBy } from '../../../lib/group.ts';
import { by } from '../../../lib/order.ts';
import type { GatewaySource } from './source.ts';

export type WorkloadKinds = 'Pod' | 'Service' | WorkloadKind;

/** Pods that see the same Gateways through the same Services: one proxy, as requests meet it (N1). */
export interface GatewayWorkload {
  /** Absent where only files tell of it, and not where it runs. */
  readonly namespace?: string;
  /** What all of its Pods carry. */
  readonly labels: Labels;
  /** What picks just these Pods. */
  readonly selector: Labels;
  /** For people. */
  readonly name: string;
  readonly gateways: readonly GatewaySource[];
  /** Those that pick its Pods: oldest first, then by name (N3). */
  readonly services: readonly Service[];
  /** Containers' named ports, as a Service's targetPort may name them. */
  readonly namedPorts: ReadonlyMap<string, number>;
  readonly hostNetwork: boolean;
  readonly podIps: readonly string[];
}

/** A Pod, a workload's template, or what a Service's selector tells of Pods that are not read. */
interface Candidate {
  readonly namespace?: string;
  readonly labels: Labels;
  readonly name: string;
  readonly spec?: Pod['spec'] | Workload['spec']['template']['spec'];
  readonly podIps: readonly string[];
}

/** Gateways that pick nothing at all, and the workloads of the others. */
export function gatewayWorkloads(
  gateways: readonly GatewaySource[],
  objects: Reader<WorkloadKinds>,
): { readonly workloads: readonly GatewayWorkload[]; readonly unserved: readonly GatewaySource[] } {
  const candidates = candidatesFor(gateways, objects);
  const seen = candidates.map((candidate) => {
    const its = gateways.filter((it) => carries(candidate.labels, it.selector));
    const services = servicesOf(candidate, objects);
    return { candidate, its, services };
  });
  const classes = groupBy(
    seen.filter((it) => it.its.length > 0),
    ({ candidate, its, services }) =>
      [
        candidate.namespace ?? '',
        its.map((it) => it.key).join(),
        services.map((it) => it.metadata.name).join(),
      ].join(' '),
  );
  const workloads = [...classes.values()].flatMap((members) => {
    const [first] = members;
    return first === undefined
      ? []
      : [
          workload(
            members.map((it) => it.candidate),
            first.its,
            first.services,
          ),
        ];
  });
  const served = new Set(workloads.flatMap((it) => it.gateways));
  return {
    workloads: distinct(workloads),
    unserved: gateways.filter((it) => !served.has(it)),
  };
}

function candidatesFor(
  gateways: readonly GatewaySource[],
  objects: Reader<WorkloadKinds>,
): readonly Candidate[] {
  const selectors = new Map(gateways.map((it) => [selectorText(it.selector), it.selector]));
  const found = new Map<string, Candidate>();
  for (const selector of selectors.values()) {
    const its = isEmpty(selector) ? proxiesAlone(objects) : pickedBy(selector, objects);
    for (const it of its) found.set(`${it.namespace ?? ''}/${selectorText(it.labels)}`, it);
  }
  return [...found.values()];
}

/** Pods, else the templates that would make them, else Services that pick them, else the selector itself. */
function pickedBy(selector: Labels, objects: Reader<WorkloadKinds>): readonly Candidate[] {
  const pods = objects
    .select('Pod', selector)
    .filter((it) => !hasEnded(it))
    .map(ofPod);
  const templates = templatesOf(objects).filter(
    (it) => carries(it.labels, selector) && !pods.some((pod) => carries(pod.labels, it.labels)),
  );
  if (pods.length + templates.length > 0) return [...pods, ...templates];
  // Where all Pods are known, there is nothing that these Services could pick.
  if (isComplete(objects.coverage('Pod'))) return [];
  const services = objects
    .list('Service')
    .filter((it) => !isEmpty(it.spec.selector) && related(it.spec.selector, selector))
    .map((it) => ofService(it, selector));
  if (services.length > 0) return services;
  return [{ labels: selector, name: selectorText(selector), podIps: [] }];
}

const related = (a: Labels, b: Labels): boolean => carries(b, a) || carries(a, b);

/** An empty selector takes every gateway: Pods in which the proxy runs alone, as no sidecar does. */
function proxiesAlone(objects: Reader<WorkloadKinds>): readonly Candidate[] {
  return [
    ...objects
      .list('Pod')
      .filter((it) => !hasEnded(it))
      .map(ofPod),
    ...templatesOf(objects),
  ].filter(
    ({ spec, labels }) =>
      spec !== undefined &&
      spec.containers.length === 1 &&
      spec.containers[0]?.name === 'istio-proxy' &&
      labels['gateway.istio.io/managed'] !== 'istio.io-mesh-controller',
  );
}

function ofPod(pod: Pod): Candidate {
  const { metadata, spec, status } = pod;
  return {
    ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
    // Differs from Pod to Pod of one workload, and picks nothing by itself.
    labels: withoutHashes(metadata.labels),
    name: makerOf(pod) ?? metadata.name,
    spec,
    podIps: [status.podIP, ...status.podIPs.map((it) => it.ip)].filter((it) => it !== undefined),
  };
}

const HASHES = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
]);

const withoutHashes = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([key]) => !HASHES.has(key)));

const templatesOf = (objects: Reader<WorkloadKinds>): readonly Candidate[] =>
  workloadsIn(objects).map(({ metadata, spec: { template } }) => ({
    ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
    labels: template.metadata.labels,
    name: metadata.name,
    spec: template.spec,
    podIps: [],
  }));

const ofService = ({ metadata, spec }: Service, selector: Labels): Candidate => ({
  ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
  labels: { ...spec.selector, ...selector },
  name: metadata.name,
  podIps: [],
});

function servicesOf(
  { namespace, labels }: Candidate,
  objects: Reader<'Service'>,
): readonly Service[] {
  if (namespace === undefined) return [];
  return objects
    .inNamespace('Service', namespace)
    .filter((it) => !isEmpty(it.spec.selector) && carries(labels, it.spec.selector))
    .toSorted(
      by(
        (it) => it.metadata.creationTimestamp ?? '',
        (it) => it.metadata.name,
      ),
    );
}

function workload(
  members: readonly Candidate[],
  gateways: readonly GatewaySource[],
  services: readonly Service[],
): GatewayWorkload {
  const [first] = members;
  const containers = members.flatMap((it) => it.spec?.containers ?? []);
  const namedPorts = new Map(
    containers
      .flatMap((it) => it.ports)
      .flatMap(({ name, containerPort }) =>
        name === undefined || containerPort === undefined ? [] : [[name, containerPort] as const],
      ),
  );
  return {
    ...(first?.namespace !== undefined && { namespace: first.namespace }),
    labels: common(members.map((it) => it.labels)),
    selector: joined(gateways.map((it) => it.selector)),
    name: first?.name ?? '',
    gateways,
    services,
    namedPorts,
    hostNetwork: members.some((it) => it.spec?.hostNetwork === true),
    podIps: members.flatMap((it) => it.podIps),
  };
}

/** Where the Gateways' own selectors do not tell two workloads of a namespace apart, the Services' help. */
function distinct(workloads: readonly GatewayWorkload[]): readonly GatewayWorkload[] {
  return workloads.map((it) => {
    const tellsApart = workloads.every(
      (other) =>
        other === it || other.namespace !== it.namespace || !carries(other.labels, it.selector),
    );
    if (tellsApart && !isEmpty(it.selector)) return it;
    const selector = joined([it.selector, ...it.services.map((service) => service.spec.selector)]);
    return { ...it, selector: isEmpty(selector) ? it.labels : selector };
  });
}

const joined = (selectors: readonly Labels[]): Labels =>
  Object.fromEntries(selectors.flatMap((it) => Object.entries(it)));

/** What all of them carry. */
export const common = ([first = {}, ...rest]: readonly Labels[]): Labels =>
  Object.fromEntries(
    Object.entries(first).filter(([key, value]) => rest.every((it) => it[key] === value)),
  );

export const selectorText = (labels: Labels): string =>
  Object.entries(labels)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
