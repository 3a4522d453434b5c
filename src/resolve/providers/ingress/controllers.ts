import type { Ingress, Workload } from '../../../inventory/kinds.ts';
import type { Labels, Reader } from '../../../inventory/reader.ts';
import { groupBy } from '../../../lib/group.ts';
import { by } from '../../../lib/order.ts';
import type { Judgement, Reason } from '../../../model/health.ts';
import type { ServedBy } from '../../provider.ts';
import { carries, isEmpty, namespaceOf } from '../../way-in/services.ts';
import { type ClassOf, ingressClassOf, isIstioIngress } from './class.ts';
import { type EntryPointParts, statusAddresses } from './entry-points.ts';
import { NGINX, type Profile, profileOfClass, profileOfController, PROFILES } from './profiles.ts';

type Reads =
  | 'Ingress'
  | 'IngressClass'
  | 'Service'
  | 'Pod'
  | 'Deployment'
  | 'StatefulSet'
  | 'DaemonSet';

export interface Controller {
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** Absent where it is none that is known. */
  readonly profile?: Profile;
  readonly servedBy: ServedBy;
  /** A command line argument's value; undefined where it is not given, or not known. */
  readonly arg: (name: string) => string | undefined;
  readonly knowsArgs: boolean;
}

/** A controller with the Ingresses that it takes. */
export interface Served {
  readonly controller: Controller;
  readonly ingresses: readonly Ingress[];
  partsOf(ingress: Ingress): Pick<EntryPointParts, 'className' | 'judgement' | 'partial'>;
}

interface Classified {
  readonly ingress: Ingress;
  readonly of: ClassOf;
  readonly profile?: Profile;
  /** Ingresses of one key have one controller. */
  readonly key: string;
}

/** I2, I3: every Ingress but Istio's, under the controller that takes it. */
export function controllersOf(objects: Reader<Reads>): readonly Served[] {
  const classified = objects
    .list('Ingress')
    .filter((it) => !isIstioIngress(it, objects))
    .map((it) => classify(it, objects));
  return [...groupBy(classified, (it) => it.key).values()].map((group) => serve(group, objects));
}

function classify(ingress: Ingress, objects: Reader<Reads>): Classified {
  const of = ingressClassOf(ingress, objects);
  const taker = of.type === 'none' ? takerOfAny(ingress, objects) : undefined;
  const profile = taker?.profile ?? profileOf(of);
  const base = taker?.key ?? keyOf(of, profile);
  return {
    ingress,
    of,
    ...(profile !== undefined && { profile }),
    key: `${base}${part(ingress, profile)}`,
  };
}

function profileOf(of: ClassOf): Profile | undefined {
  if (of.type === 'none') return undefined;
  if (of.controller !== undefined) return profileOfController(of.controller);
  // A class that does not exist is no one's by the field; the old annotation needs none.
  const isAbsent = of.missing === 'absent' && of.by === 'field';
  return isAbsent ? undefined : profileOfClass(of.name);
}

function keyOf(of: ClassOf, profile: Profile | undefined): string {
  if (of.type === 'none') return 'none';
  if (of.controller !== undefined) return of.controller;
  return profile?.controllers[0] ?? `class ${of.name}`;
}

/** A controller outside of the cluster makes a load balancer for each Ingress, or for each group of them. */
function part(ingress: Ingress, profile: Profile | undefined): string {
  const own = `/${namespaceOf(ingress)}/${ingress.metadata.name}`;
  switch (profile?.external) {
    case 'each':
      return own;
    case 'group': {
      const group = ingress.metadata.annotations['alb.ingress.kubernetes.io/group.name'];
      return group === undefined ? own : `/${group}`;
    }
    case undefined:
      // One Service for each, or one for all.
      return profile?.services !== undefined &&
        ingress.metadata.annotations['ingress.cilium.io/loadbalancer-mode'] === 'dedicated'
        ? own
        : '';
  }
}

/** Without a class: a controller that is told to take those too, or that has written its address into the status. */
function takerOfAny(
  ingress: Ingress,
  objects: Reader<Reads>,
): { readonly key: string; readonly profile: Profile } | undefined {
  const takesAny = workloadsOf(NGINX, objects).some(
    (it) => argsOf(it).get('watch-ingress-without-class') === 'true',
  );
  if (takesAny) return { key: NGINX.controllers[0] ?? '', profile: NGINX };
  const service = serviceAt(statusAddresses(ingress), objects);
  if (service === undefined) return undefined;
  const profile = PROFILES.find(({ labels }) =>
    labels.some((it) => carries(service.spec.selector, it)),
  );
  return profile === undefined ? undefined : { key: profile.controllers[0] ?? '', profile };
}

function serve(group: readonly Classified[], objects: Reader<Reads>): Served {
  const ingresses = group.map((it) => it.ingress);
  const byIngress = new Map(group.map((it) => [it.ingress, it]));
  return {
    controller: controllerOf(group, objects),
    ingresses,
    partsOf: (ingress) => partsOf(byIngress.get(ingress)?.of),
  };
}

function partsOf(of: ClassOf | undefined): ReturnType<Served['partsOf']> {
  if (of === undefined) return {};
  if (of.type === 'none') return {};
  const unread: readonly Reason[] =
    of.missing === undefined || of.missing === 'absent'
      ? []
      : [{ type: 'unreadable', resource: 'ingressclasses', because: of.missing }];
  return { className: of.name, partial: unread };
}

function controllerOf(group: readonly Classified[], objects: Reader<Reads>): Controller {
  const [first] = group;
  const addresses = [
    ...new Set(group.flatMap(({ ingress }) => statusAddresses(ingress))),
  ].toSorted();
  const key = first?.key ?? '';
  const id = `ingress/${key}`;
  const { profile } = first ?? {};
  if (profile === undefined) return unknownController(id, group, addresses, objects);
  if (profile.external !== undefined)
    return {
      id,
      name: key,
      profile,
      arg: () => undefined,
      knowsArgs: false,
      servedBy: {
        type: 'external',
        controller: profile.name,
        addresses,
        ports: [...new Set(group.flatMap(({ ingress }) => externalPorts(ingress)))].toSorted(
          (a, b) => a - b,
        ),
      },
    };
  return podController(id, profile, group, addresses, objects);
}

/** 80, and 443 where there is a certificate; GKE may be told to leave 80 out, ALB which ports it opens. */
export function externalPorts(ingress: Ingress): readonly number[] {
  const { annotations } = ingress.metadata;
  const listed = annotations['alb.ingress.kubernetes.io/listen-ports'];
  if (listed !== undefined)
    return [...listed.matchAll(/"HTTPS?"\s*:\s*(\d+)/g)].map((it) => Number(it[1]));
  const hasCertificate =
    ingress.spec.tls.length > 0 || CERTIFICATES.some((it) => Object.hasOwn(annotations, it));
  const isAlb = Object.keys(annotations).some((it) => it.startsWith('alb.'));
  const allowsHttp = annotations['kubernetes.io/ingress.allow-http'] !== 'false';
  if (isAlb && hasCertificate) return [443];
  return [...(allowsHttp ? [80] : []), ...(hasCertificate ? [443] : [])];
}

const CERTIFICATES = [
  'alb.ingress.kubernetes.io/certificate-arn',
  'ingress.gcp.kubernetes.io/pre-shared-cert',
  'networking.gke.io/managed-certificates',
];

function podController(
  id: string,
  profile: Profile,
  group: readonly Classified[],
  addresses: readonly string[],
  objects: Reader<Reads>,
): Controller {
  const workload = bestWorkload(profile, group, addresses, objects);
  const args = workload === undefined ? undefined : argsOf(workload);
  const ports = profile === NGINX ? 'target-port' : 'service-port';
  const common = {
    id,
    profile,
    arg: (name: string) => args?.get(name),
    knowsArgs: args !== undefined && args.size > 0,
  };
  if (workload !== undefined) {
    const namespace = namespaceOf(workload);
    const { matchLabels } = workload.spec.selector;
    const selector = isEmpty(matchLabels) ? workload.spec.template.metadata.labels : matchLabels;
    return {
      ...common,
      name: `${namespace}/${workload.metadata.name}`,
      servedBy: { type: 'pods', namespace, selector, ports, addresses },
    };
  }
  const pods = podsWith(profile, objects);
  if (pods !== undefined)
    return {
      ...common,
      name: pods.namespace === '' ? profile.name : `${pods.namespace}/${profile.name}`,
      servedBy: { type: 'pods', ...pods, ports, addresses },
    };
  const service = serviceAt(addresses, objects) ?? ownService(profile, group, objects);
  if (service !== undefined)
    return {
      ...common,
      name: `${namespaceOf(service)}/${service.metadata.name}`,
      servedBy: {
        type: 'pods-of-service',
        namespace: namespaceOf(service),
        name: service.metadata.name,
        ports: profile === NGINX ? 'target-port' : 'service-port',
      },
    };
  return {
    ...common,
    name: profile.name,
    servedBy: {
      type: 'nothing',
      controller: profile.name,
      judgement: notFound(group, objects),
      addresses,
    },
  };
}

function unknownController(
  id: string,
  group: readonly Classified[],
  addresses: readonly string[],
  objects: Reader<Reads>,
): Controller {
  const of = group[0]?.of;
  const service = serviceAt(addresses, objects);
  const name = of?.type === 'named' ? (of.controller ?? of.name) : 'no class';
  const common = { id, name, arg: () => undefined, knowsArgs: false };
  if (service !== undefined)
    return {
      ...common,
      servedBy: {
        type: 'pods-of-service',
        namespace: namespaceOf(service),
        name: service.metadata.name,
        ports: 'service-port',
      },
    };
  return {
    ...common,
    servedBy: {
      type: 'nothing',
      controller: name,
      judgement: notFound(group, objects),
      addresses,
    },
  };
}

/** H6: only a class that is known not to exist is positive evidence. */
function notFound(group: readonly Classified[], objects: Reader<Reads>): Judgement {
  const of = group[0]?.of;
  if (of === undefined || of.type === 'none')
    return { health: 'unknown', reason: { type: 'class-unknown' } };
  const reason: Reason = { type: 'no-controller', className: of.name };
  if (of.missing === 'absent' && (of.by === 'field' || profileOf(of) === undefined))
    return { health: 'broken', reason };
  const coverage = objects.coverage('Pod');
  return coverage.type === 'complete'
    ? { health: 'unknown', reason }
    : {
        health: 'unknown',
        reason: { type: 'unreadable', resource: 'pods', because: coverage.reason },
      };
}

const WORKLOADS = ['Deployment', 'DaemonSet', 'StatefulSet'] as const;

function workloadsOf(profile: Profile, objects: Reader<Reads>): readonly Workload[] {
  return WORKLOADS.flatMap((kind) => objects.list(kind)).filter(({ spec }) => {
    const { labels } = spec.template.metadata;
    return (
      profile.labels.some((it) => carries(labels, it)) ||
      spec.template.spec.containers.some(
        ({ image }) => image !== undefined && profile.image?.test(image) === true,
      )
    );
  });
}

/** Of several: the one that is told this class or controller, then the one at the address that the status tells. */
function bestWorkload(
  profile: Profile,
  group: readonly Classified[],
  addresses: readonly string[],
  objects: Reader<Reads>,
): Workload | undefined {
  const [first] = group;
  const controller = first?.of.type === 'named' ? first.of.controller : undefined;
  const classes = new Set(group.flatMap(({ of }) => (of.type === 'named' ? [of.name] : [])));
  const service = serviceAt(addresses, objects);
  const score = (it: Workload): number => {
    const args = argsOf(it);
    const saysController = flag(args, profile.controllerFlag) ?? profile.controllers[0];
    const saysClass = flag(args, profile.classFlag);
    const isAtAddress =
      service !== undefined &&
      namespaceOf(service) === namespaceOf(it) &&
      carries(it.spec.template.metadata.labels, service.spec.selector);
    return (
      (controller !== undefined && saysController === controller ? 4 : 0) +
      (saysClass !== undefined && classes.has(saysClass) ? 2 : 0) +
      (isAtAddress ? 1 : 0)
    );
  };
  return workloadsOf(profile, objects)
    .toSorted(
      by(
        (it) => -score(it),
        (it) => namespaceOf(it),
        (it) => it.metadata.name,
      ),
    )
    .at(0);
}

const flag = (args: ReadonlyMap<string, string>, name: string | undefined): string | undefined =>
  name === undefined ? undefined : args.get(name);

/** `--name=value`, `--name value`, and `--name` alone, which is true. */
function argsOf({ spec }: Workload): ReadonlyMap<string, string> {
  const args = new Map<string, string>();
  for (const { args: list } of spec.template.spec.containers)
    for (const [index, it] of list.entries()) {
      const parts = /^--?([^=]+)(?:=(.*))?$/s.exec(it);
      const name = parts?.[1];
      if (name === undefined) continue;
      const next = list[index + 1];
      const value = parts?.[2] ?? (next === undefined || next.startsWith('-') ? 'true' : next);
      args.set(name, value);
    }
  return args;
}

/** By labels alone, where the workload is not known. */
function podsWith(
  profile: Profile,
  objects: Reader<Reads>,
): { readonly namespace: string; readonly selector: Labels } | undefined {
  for (const selector of profile.labels) {
    const [pod] = objects.select('Pod', selector);
    if (pod !== undefined) return { namespace: namespaceOf(pod), selector };
  }
  for (const selector of profile.labels) {
    const service = objects.list('Service').find((it) => carries(it.spec.selector, selector));
    if (service !== undefined)
      return { namespace: namespaceOf(service), selector: service.spec.selector };
  }
  return undefined;
}

function serviceAt(addresses: readonly string[], objects: Reader<'Service'>) {
  if (addresses.length === 0) return undefined;
  const wanted = new Set(addresses);
  return objects
    .list('Service')
    .find(({ spec, status }) =>
      [
        ...status.loadBalancer.ingress.flatMap((it) => [it.ip, it.hostname]),
        ...spec.externalIPs,
      ].some((it) => it !== undefined && wanted.has(it)),
    );
}

/** Cilium: a Service for each Ingress, named after it, or a shared one. */
function ownService(
  { services = [] }: Profile,
  group: readonly Classified[],
  objects: Reader<'Service'>,
) {
  for (const { namespace, name } of services)
    for (const { ingress } of group) {
      const found = objects.get(
        'Service',
        namespace ?? namespaceOf(ingress),
        namespace === undefined ? `${name}${ingress.metadata.name}` : name,
      );
      if (found.type === 'found') return found.object;
    }
  return undefined;
}
