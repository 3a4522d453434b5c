import { refOf } from '../../inventory/read-object.ts';
import type { Reader } from '../../inventory/reader.ts';
import type { ParentRef } from '../../inventory/shapes/gateway-api.ts';
import type { ObjectRef } from '../../model/object-ref.ts';
import { defineCheck, type Found } from '../check.ts';
import { impactOfHosts } from '../impact.ts';
import { kubectlPatch } from '../kubectl.ts';
import { nearestName } from '../nearest.ts';
import type { Uses } from '../uses.ts';
import { shortListing } from '../words.ts';
import { INTERNAL } from './internal-gateway.ts';

const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'] as const;

const READS = [
  'VirtualService',
  'Gateway.networking.istio.io',
  'Gateway.gateway.networking.k8s.io',
  'ListenerSet',
  ...ROUTES,
] as const;

export const gatewayMissing = defineCheck({
  id: 'route/gateway-missing',
  severity: 'error',
  summary: 'A route names a Gateway, or a listener of one, that does not exist.',
  explain: `Rules take requests where the Gateway that they name answers. Where it does not exist they take none, and nobody says
so at the VirtualService. A name without a namespace is looked up in the namespace of the route:

    kind: VirtualService
    spec: {gateways: [istio-system/public]}          # namespace/name

    kind: HTTPRoute
    spec: {parentRefs: [{name: public, namespace: infra, sectionName: https}]}

\`sectionName\` is the name of a listener, \`port\` its number. The Gateways of Istio and of the Gateway API are two kinds: a
VirtualService cannot name the latter, nor an HTTPRoute the former.`,
  reads: READS,

  *run({ objects, uses }) {
    for (const service of objects.list('VirtualService')) {
      const { namespace = '' } = service.metadata;
      const object = refOf(service);
      const names = service.spec.gateways.map(
        (it, index) => [it, `spec.gateways[${index}]`] as const,
      );
      const inMatches = (['http', 'tls', 'tcp'] as const).flatMap((section) =>
        service.spec[section].flatMap(({ match }, rule) =>
          match.flatMap(({ gateways }, at) =>
            gateways.map(
              (it, index) =>
                [it, `spec.${section}[${rule}].match[${at}].gateways[${index}]`] as const,
            ),
          ),
        ),
      );
      for (const [name, path] of [...names, ...inMatches])
        for (const found of ofIstio(object, name, path, namespace, objects))
          yield { ...found, impact: impactOf(object, service.spec.hosts, uses) };
    }
    for (const kind of ROUTES)
      for (const route of objects.list(kind))
        for (const [index, ref] of route.spec.parentRefs.entries())
          for (const found of ofParent(refOf(route), ref, `spec.parentRefs[${index}]`, objects))
            yield {
              ...found,
              impact: impactOf(
                refOf(route),
                'hostnames' in route.spec ? route.spec.hostnames : [],
                uses,
              ),
            };
  },
});

/** Where another of its Gateways has it, requests come in by that one. */
const impactOf = (object: ObjectRef, hosts: readonly string[], uses: Uses) => ({
  ...impactOfHosts(hosts),
  ...(uses.routesOf(object).length > 0 && { failureShare: 0 }),
});

type Objects = Reader<(typeof READS)[number]>;

/** N9: `name`, `namespace/name`, `./name`, or the old `name.namespace.svc…`. */
function* ofIstio(
  object: ObjectRef,
  written: string,
  path: string,
  own: string,
  objects: Objects,
): Iterable<Found> {
  if (written === 'mesh' || written.includes(INTERNAL)) return;
  const [before, after] = written.split('/');
  const [short = '', owner = own] = (before ?? '').split('.');
  const [namespace, name] =
    after === undefined ? [owner, short] : [before === '.' ? own : (before ?? ''), after];
  if (objects.get('Gateway.networking.istio.io', namespace, name).type !== 'absent') return;
  const near = nearestName(
    name,
    objects.inNamespace('Gateway.networking.istio.io', namespace).map((it) => it.metadata.name),
  );
  const elsewhere = objects
    .list('Gateway.networking.istio.io')
    .filter((it) => it.metadata.name === name)
    .map((it) => `${it.metadata.namespace}/${name}`);
  const isOther =
    objects.get('Gateway.gateway.networking.k8s.io', namespace, name).type === 'found';
  const [only, ...others] = elsewhere;
  const meant =
    near !== undefined
      ? namespace === own
        ? near
        : `${namespace}/${near}`
      : others.length === 0
        ? only
        : undefined;
  yield {
    severity: 'error',
    object,
    path,
    message: `there is no Gateway ${namespace}/${name}: the rules take no request by it`,
    hint: isOther
      ? 'There is one of the Gateway API: it takes an HTTPRoute.'
      : meant !== undefined
        ? `Is Gateway ${meant} meant?`
        : elsewhere.length > 0
          ? `There are ${shortListing(elsewhere)}.`
          : 'Name a Gateway that exists, as namespace/name.',
    command: 'kubectl get gateways.networking.istio.io -A',
    ...(meant !== undefined && !isOther && { fix: kubectlPatch(object, path, meant) }),
  };
}

const GROUP = 'gateway.networking.k8s.io';

function* ofParent(
  object: ObjectRef,
  ref: ParentRef,
  path: string,
  objects: Objects,
): Iterable<Found> {
  const { group = GROUP, kind = 'Gateway', name = '' } = ref;
  const { namespace = object.namespace ?? '' } = ref;
  const type =
    kind === 'Gateway' && group === GROUP
      ? 'Gateway.gateway.networking.k8s.io'
      : kind === 'ListenerSet' || kind === 'XListenerSet'
        ? 'ListenerSet'
        : undefined;
  if (type === undefined) return;
  const found = objects.get(type, namespace, name);
  if (found.type === 'unreadable') return;
  if (found.type === 'found') {
    yield* ofSection(object, ref, path, found.object.spec.listeners);
    return;
  }
  const own = objects.inNamespace(type, namespace).map((it) => it.metadata.name);
  const near = nearestName(name, own);
  const elsewhere = objects.list(type).filter((it) => it.metadata.name === name);
  const [only, ...others] = elsewhere.map((it) => it.metadata.namespace ?? '');
  const isOther = objects.get('Gateway.networking.istio.io', namespace, name).type === 'found';
  const meant = near === undefined && others.length === 0 ? only : undefined;
  yield {
    severity: 'error',
    object,
    path: `${path}.name`,
    message: `there is no ${kind} ${namespace}/${name}: the rules take no request by it`,
    hint: isOther
      ? "There is one of Istio's own API: it takes a VirtualService."
      : near !== undefined
        ? `Is ${kind} ${near} meant?`
        : meant !== undefined
          ? `There is one in namespace ${meant}: name the namespace.`
          : `Name a ${kind} that exists.`,
    command: `kubectl get ${kind.toLowerCase()}s.${group} -A`,
    ...(near !== undefined && { fix: kubectlPatch(object, `${path}.name`, near) }),
    ...(meant !== undefined && {
      fix: kubectlPatch(object, `${path}.namespace`, meant, 'add'),
    }),
  };
}

function* ofSection(
  object: ObjectRef,
  { sectionName, port, name = '' }: ParentRef,
  path: string,
  listeners: readonly { readonly name?: string; readonly port?: number }[],
): Iterable<Found> {
  const fits = listeners.some(
    (it) =>
      (sectionName === undefined || it.name === sectionName) &&
      (port === undefined || it.port === port),
  );
  // Listeners of sets may be named by port at the Gateway alone in some implementations; the section is what counts.
  if (fits || (sectionName === undefined && port === undefined)) return;
  const names = listeners.map((it) => it.name ?? '');
  const field = sectionName === undefined ? 'port' : 'sectionName';
  const near = sectionName === undefined ? undefined : nearestName(sectionName, names);
  yield {
    severity: 'error',
    object,
    path: `${path}.${field}`,
    message: `${name} has no listener ${[sectionName, port === undefined ? undefined : `on port ${port}`].filter((it) => it !== undefined).join(' ')}: the rules take no request by it`,
    hint:
      near === undefined
        ? `It has ${shortListing(listeners.map((it) => `${it.name ?? ''} on ${it.port ?? '?'}`))}.`
        : `Is listener ${near} meant?`,
    ...(near !== undefined && { fix: kubectlPatch(object, `${path}.sectionName`, near) }),
  };
}
