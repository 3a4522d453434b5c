import type { Ingress, Service, Workload } from '../../../inventory/kinds.ts';
import { carries, isEmpty } from '../../../inventory/labels.ts';
import type { Labels, Reader } from '../../../inventory/reader.ts';
import { type WorkloadKind, workloadsIn } from '../../../inventory/workloads.ts';
import { groupBy } from '../../../lib/group.ts';
import { by } from '../../../lib/order.ts';
import type { Judgement, Reason } from '../../../model/health.ts';
import type { ServedBy } from '../../provider.ts';
import { namespaceOf } from '../../way-in/services.ts';
import { type ClassOf, ingressClassOf, isIstioIngress } from './class.ts';
import { type EntryPointParts, statusAddresses } from './entry-points.ts';
import { STREAM_FLAGS } from './nginx/streams.ts';
import { NGINX, type Profile, profileOfClass, profileOfController, PROFILES } from './profiles.ts';

type Reads = 'Ingress' | 'IngressClass' | 'Service' | 'Pod' | WorkloadKind;

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
  /** What runs it, where that is known. */
  readonly workload?: Workload;
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
  readonly controller?: string;
  /** Ingresses of one key have one controller. */
  readonly key: string;
}

/** I2, I3: every Ingress but Istio's, under the controller that takes it. */
export function controllersOf(objects: Reader<Reads>): readonly Served[] {
  const world: World = { objects, installed: installedControllers(objects) };
  const classified = objects
    .list('Ingress')
    .filter((it) => !isIstioIngress(it, objects))
    .map((it) => classify(it, world));
  const served = [...groupBy(classified, (it) => it.key).values()].map((group) =>
    serve(group, world),
  );
  const busy = new Set(served.flatMap(({ controller }) => controller.workload ?? []));
  return [
    ...served,
    ...world.installed
      .filter((it) => !busy.has(it.workload) && STREAM_FLAGS.some((name) => it.args.has(name)))
      .map((it) => ({ controller: runBy(it, []), ingresses: [], partsOf: () => ({}) })),
  ];
}

/** A workload that runs a controller, with what it was told. */
interface Installed {
  readonly profile: Profile;
  readonly workload: Workload;
  readonly args: ReadonlyMap<string, string>;
  /** The `spec.controller` of the classes that it takes. */
  readonly controller: string;
  readonly className?: string;
}

interface World {
  readonly objects: Reader<Reads>;
  readonly installed: readonly Installed[];
}

function installedControllers(objects: Reader<Reads>): readonly Installed[] {
  return PROFILES.flatMap((profile) =>
    workloadsOf(profile, objects).map((workload): Installed => {
      const args = argsOf(workload);
      const className = flag(args, profile.classFlag) ?? profile.classes[0];
      return {
        profile,
        workload,
        args,
        controller: flag(args, profile.controllerFlag) ?? profile.controllers[0] ?? '',
        ...(className !== undefined && { className }),
      };
    }),
  );
}

function classify(ingress: Ingress, world: World): Classified {
  const of = ingressClassOf(ingress, world.objects);
  const taker = takerOf(of, ingress, world);
  const { profile } = taker ?? {};
  const base = taker?.controller ?? (of.type === 'none' ? 'none' : nameOf(of));
  return {
    ingress,
    of,
    ...(taker !== undefined && taker),
    key: `${base}${part(ingress, profile)}${watchedBy(ingress, base, world)}`,
  };
}

const nameOf = (of: Extract<ClassOf, { readonly type: 'named' }>): string =>
  of.controller ?? `class ${of.name}`;

type Taker = Pick<Installed, 'profile' | 'controller'>;

/** By the class's controller, which may be one that only its own flag knows; by the old annotation without any class. */
function takerOf(of: ClassOf, ingress: Ingress, world: World): Taker | undefined {
  if (of.type === 'none') return takerOfAny(ingress, world);
  const { controller } = of;
  if (controller !== undefined) {
    const told = world.installed.find(
      (it) => it.args.get('ingress-class-by-name') === 'true' && it.className === of.name,
    );
    const profile =
      profileOfController(controller) ??
      world.installed.find((it) => it.controller === controller)?.profile;
    return told ?? (profile === undefined ? undefined : { profile, controller });
  }
  const taker =
    world.installed.find((it) => it.className === of.name) ?? takerBy(profileOfClass(of.name));
  // By the field, a class that does not exist is nobody's who looks it up; the annotation needs none.
  const isLookedUp = of.missing === 'absent' && of.by === 'field';
  return isLookedUp && taker?.profile.classByName !== true ? undefined : taker;
}

const takerBy = (profile: Profile | undefined): Taker | undefined =>
  profile === undefined ? undefined : { profile, controller: profile.controllers[0] ?? '' };

/** A controller that is told of one namespace serves it alone: it is another than that of the next namespace. */
function watchedBy(ingress: Ingress, controller: string, { installed }: World): string {
  const watched = installed
    .filter((it) => it.controller === controller)
    .flatMap((it) => it.args.get(WATCHED) ?? []);
  if (watched.length === 0) return '';
  const namespace = namespaceOf(ingress);
  return watched.includes(namespace) ? ` in ${namespace}` : ' elsewhere';
}

const WATCHED = 'watch-namespace';

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
function takerOfAny(ingress: Ingress, world: World): Taker | undefined {
  const takesAny = world.installed.find(
    (it) => it.args.get('watch-ingress-without-class') === 'true' && watches(it, ingress),
  );
  if (takesAny !== undefined) return takesAny;
  const service = serviceAt(statusAddresses(ingress), world.objects);
  return service === undefined ? undefined : whoIsAt(service, world);
}

/** The controller behind a Service, where it is one that is known. */
const whoIsAt = (service: Service, { installed }: World): Taker | undefined =>
  installed.find((it) => isAt(it, service)) ??
  takerBy(PROFILES.find(({ labels }) => labels.some((it) => carries(service.spec.selector, it))));

const isAt = ({ workload }: Installed, service: Service): boolean =>
  namespaceOf(service) === namespaceOf(workload) &&
  carries(workload.spec.template.metadata.labels, service.spec.selector);

function watches({ args }: Installed, ingress: Ingress): boolean {
  const watched = args.get(WATCHED);
  return watched === undefined || watched === namespaceOf(ingress);
}

function serve(group: readonly Classified[], world: World): Served {
  const ingresses = group.map((it) => it.ingress);
  const byIngress = new Map(group.map((it) => [it.ingress, it]));
  return {
    controller: controllerOf(group, world),
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

function controllerOf(group: readonly Classified[], world: World): Controller {
  const [first] = group;
  const addresses = [
    ...new Set(group.flatMap(({ ingress }) => statusAddresses(ingress))),
  ].toSorted();
  const key = first?.key ?? '';
  const id = `ingress/${key}`;
  const { profile } = first ?? {};
  if (profile === undefined) return unknownController(id, group, addresses, world);
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
  return podController(id, profile, group, addresses, world);
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
  world: World,
): Controller {
  const { objects } = world;
  const all = world.installed.filter((it) => it.profile === profile);
  const best = bestOf(all, group, addresses, objects);
  if (best !== undefined) return { ...runBy(best, addresses), id };
  const common = { id, profile, arg: () => undefined, knowsArgs: false };
  // Where it is known how its workloads were started, Pods with its labels are theirs.
  const pods = all.length > 0 ? undefined : podsWith(profile, objects);
  if (pods !== undefined)
    return {
      ...common,
      name: pods.namespace === '' ? profile.name : `${pods.namespace}/${profile.name}`,
      servedBy: { type: 'pods', ...pods, ports: portsOf(profile), addresses },
    };
  const service = serviceInStatus(group, addresses, world) ?? ownService(profile, group, objects);
  if (service !== undefined)
    return {
      ...common,
      name: `${namespaceOf(service)}/${service.metadata.name}`,
      servedBy: {
        type: 'pods-of-service',
        namespace: namespaceOf(service),
        name: service.metadata.name,
        ports: portsOf(profile),
      },
    };
  return {
    ...common,
    name: profile.name,
    servedBy: {
      type: 'nothing',
      controller: profile.name,
      judgement: notFound(group, objects),
      addresses: ownAddresses(addresses, objects),
    },
  };
}

/** A controller that is known by what runs it. */
function runBy({ profile, workload, args }: Installed, addresses: readonly string[]): Controller {
  const namespace = namespaceOf(workload);
  const { matchLabels } = workload.spec.selector;
  const selector = isEmpty(matchLabels) ? workload.spec.template.metadata.labels : matchLabels;
  const name = `${namespace}/${workload.metadata.name}`;
  return {
    id: `ingress/${name}`,
    name,
    profile,
    workload,
    arg: (flagName) => args.get(flagName),
    knowsArgs: args.size > 0,
    servedBy: { type: 'pods', namespace, selector, ports: portsOf(profile), addresses },
  };
}

const portsOf = (profile: Profile): 'target-port' | 'service-port' =>
  profile === NGINX ? 'target-port' : 'service-port';

function unknownController(
  id: string,
  group: readonly Classified[],
  addresses: readonly string[],
  world: World,
): Controller {
  const of = group[0]?.of;
  const service = serviceInStatus(group, addresses, world);
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
      judgement: notFound(group, world.objects),
      addresses: ownAddresses(addresses, world.objects),
    },
  };
}

/**
 * The Service at the address that the status tells: its controller wrote that. A controller leaves it there when the
 * class becomes another's, or one that does not exist, so that it says nothing where that controller takes no such class.
 */
function serviceInStatus(
  group: readonly Classified[],
  addresses: readonly string[],
  world: World,
): Service | undefined {
  const [first] = group;
  const service = serviceAt(addresses, world.objects);
  if (first === undefined || service === undefined) return undefined;
  const there = whoIsAt(service, world);
  return there === undefined || mayTake(there, first) ? service : undefined;
}

function mayTake(
  { profile, args }: Taker & Partial<Pick<Installed, 'args'>>,
  { of, profile: own }: Classified,
): boolean {
  if (own !== undefined) return own === profile;
  if (of.type === 'none' || of.missing !== 'absent' || profile.classByName === true) return true;
  // By the annotation, a controller takes the class alone that it was told, which not every one is known to be.
  return of.by === 'annotation' && (args === undefined || args.size === 0);
}

/** H6: only a class that is known not to exist is positive evidence. */
function notFound(group: readonly Classified[], objects: Reader<Reads>): Judgement {
  const of = group[0]?.of;
  if (of === undefined || of.type === 'none')
    return { health: 'unknown', reason: { type: 'class-unknown' } };
  const reason: Reason = { type: 'no-controller', className: of.name };
  if (of.missing === 'absent' && (of.by === 'field' || profileOfClass(of.name) === undefined))
    return { health: 'broken', reason };
  const coverage = objects.coverage('Pod');
  return coverage.type === 'complete'
    ? { health: 'unknown', reason }
    : {
        health: 'unknown',
        reason: { type: 'unreadable', resource: 'pods', because: coverage.reason },
      };
}

function workloadsOf(profile: Profile, objects: Reader<Reads>): readonly Workload[] {
  return workloadsIn(objects).filter(({ spec }) => {
    const { labels } = spec.template.metadata;
    return (
      profile.labels.some((it) => carries(labels, it)) ||
      spec.template.spec.containers.some(
        ({ image }) => image !== undefined && profile.image?.test(image) === true,
      )
    );
  });
}

/** Of those that may take these: the one that is told their class, then the one at the address that the status tells. */
function bestOf(
  all: readonly Installed[],
  group: readonly Classified[],
  addresses: readonly string[],
  objects: Reader<Reads>,
): Installed | undefined {
  const [first] = group;
  if (first === undefined) return undefined;
  const classes = new Set(group.flatMap(({ of }) => (of.type === 'named' ? [of.name] : [])));
  const service = serviceAt(addresses, objects);
  return all
    .filter((it) => takesClassesOf(it, first.controller) && watches(it, first.ingress))
    .toSorted(
      by(
        (it) => (it.className !== undefined && classes.has(it.className) ? 0 : 1),
        (it) => (service !== undefined && isAt(it, service) ? 0 : 1),
        ({ workload }) => namespaceOf(workload),
        ({ workload }) => workload.metadata.name,
      ),
    )
    .at(0);
}

/** Without a flag for it, a controller goes by any of the names that it had over time. */
const takesClassesOf = (it: Installed, controller: string | undefined): boolean =>
  it.profile.controllerFlag === undefined || it.controller === controller;

const flag = (args: ReadonlyMap<string, string>, name: string | undefined): string | undefined =>
  name === undefined ? undefined : args.get(name);

/** `--name=value`, `--name value`, and `--name` alone, which is true. */
function argsOf({ spec, metadata }: Workload): ReadonlyMap<string, string> {
  const args = new Map<string, string>();
  for (const { args: list } of spec.template.spec.containers)
    for (const [index, it] of list.entries()) {
      const parts = /^--?([^=]+)(?:=(.*))?$/s.exec(it);
      // Some write them in several cases.
      const name = parts?.[1]?.toLowerCase();
      if (name === undefined) continue;
      const next = list[index + 1];
      const value = parts?.[2] ?? (next === undefined || next.startsWith('-') ? 'true' : next);
      // As the controller's own chart writes it.
      args.set(name, value.replaceAll('$(POD_NAMESPACE)', namespaceOf({ metadata })));
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

/** Those of a Service are the Service's, and whoever else is behind it answers there. */
const ownAddresses = (
  addresses: readonly string[],
  objects: Reader<'Service'>,
): readonly string[] => (serviceAt(addresses, objects) === undefined ? addresses : []);

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
