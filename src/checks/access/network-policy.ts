import type { Pod as KubePod } from '../../inventory/kinds.ts';
import { refOf } from '../../inventory/read-object.ts';
import { isComplete, type Reader } from '../../inventory/reader.ts';
import { groupBy } from '../../lib/group.ts';
import { percent } from '../../lib/percent.ts';
import type { EntryPoint, Pod, Route } from '../../model/exposure.ts';
import { refKey } from '../../model/object-ref.ts';
import { defineCheck, type Found } from '../check.ts';
import { impactOn } from '../impact.ts';
import { kubectlPatch } from '../kubectl.ts';
import { shortListing } from '../words.ts';
import { admission, type Flow, type Refusal } from './flow.ts';

type Reads = 'NetworkPolicy' | 'Namespace' | 'Pod' | 'Service';

export const networkPolicy = defineCheck({
  id: 'access/network-policy',
  severity: 'warning',
  summary: 'NetworkPolicies let no gateway Pod reach the Pods behind a rule.',
  explain: `As soon as one NetworkPolicy selects a Pod, only what some policy admits comes in (or goes out, for policies of
type Egress). What is asked for here is the way that requests really take: from the Pods of the gateway or controller,
in their namespace, to the Pods behind the rule, on the port that the **container** listens at, not the Service's. For a
Service that is reached from outside directly, some rule must admit addresses, since the callers are no Pods.

Requests that are refused so time out: 504 or 503 after seconds. It is a warning, since some networks enforce no
policies.

    ingress:
    - from:
      - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: istio-system}}
      ports: [{port: 9080}]`,
  reads: ['NetworkPolicy', 'Namespace', 'Pod', 'Service'],

  *run({ exposure, objects }) {
    if (objects.list('NetworkPolicy').length === 0) return;
    const judged = new Map<string, Judged>();
    for (const entryPoint of exposure.entryPoints)
      for (const route of entryPoint.routes) {
        if (route.action.type !== 'forward') continue;
        for (const { target, pods, share } of route.action.destinations) {
          if (target.type !== 'service' || share === 0) continue;
          const senders = sendersOf(entryPoint);
          if (senders === 'unknown') continue;
          const key = [
            refKey(target.service),
            target.port,
            target.subset?.name,
            entryPoint.dataPlane,
          ].join(' ');
          const known = judged.get(key) ?? { ...judge(senders, pods, target, objects), routes: [] };
          judged.set(key, known);
          known.routes.push({ route, share });
        }
      }
    const refused = [...judged.values()].flatMap(({ refusals, of, routes }) =>
      refusals.length === 0
        ? []
        : [{ refusals, part: refusals.length / of, routes, first: refusals[0] }],
    );
    for (const group of groupBy(refused, ({ first }) => placeOf(first)).values()) {
      const [one] = group;
      if (one?.first === undefined) continue;
      const { first, part } = one;
      const routes = group.flatMap((it) => it.routes);
      const shares = new Map(routes.map(({ route, share }) => [route, share]));
      const impact = impactOn([...shares.keys()], (route) => (shares.get(route) ?? 1) * part);
      yield {
        ...words(first, part, objects),
        ...(impact !== undefined && { impact }),
      } satisfies Found;
    }
  },
});

interface Judged {
  readonly refusals: readonly Refusal[];
  readonly of: number;
  readonly routes: { readonly route: Route; readonly share: number }[];
}

const placeOf = (refusal: Refusal | undefined): string =>
  refusal === undefined ? '' : `${refKey(refOf(refusal.policy))} ${refusal.path}`;

/** `outside` where kube-proxy itself is the data plane; `unknown` where the Pods that send are not known, or share their node's address. */
function sendersOf({ wayIn, provider }: EntryPoint): readonly Pod[] | 'outside' | 'unknown' {
  const hop = wayIn.find((it) => it.type === 'gateway-pods');
  if (hop === undefined) return provider === 'service' ? 'outside' : 'unknown';
  if (hop.hostNetwork === true || hop.pods.length === 0) return 'unknown';
  return hop.pods;
}

function judge(
  senders: readonly Pod[] | 'outside',
  pods: readonly Pod[],
  target: { readonly service: Found['object']; readonly port: number },
  objects: Reader<Reads>,
): Pick<Judged, 'refusals' | 'of'> {
  const { namespace = '' } = target.service;
  const service = objects.get('Service', namespace, target.service.name);
  const port =
    service.type === 'found'
      ? service.object.spec.ports.find((it) => it.port === target.port)
      : undefined;
  if (port === undefined || !isComplete(objects.coverage('NetworkPolicy', namespace)))
    return { refusals: [], of: 1 };
  const from: readonly (KubePod | 'outside')[] =
    senders === 'outside' ? ['outside'] : distinct(senders.flatMap((it) => podOf(it, objects)));
  const to = distinct(
    pods.filter((it) => it.inRotation !== 'no').flatMap((it) => podOf(it, objects)),
  );
  const flows = to
    .filter((it) => it.spec.hostNetwork !== true)
    .flatMap((destination) => {
      const number = portOn(destination, port.targetPort ?? port.port ?? 0);
      return number === undefined
        ? []
        : from.map((sender): Flow => ({
            from: sender,
            to: destination,
            port: number,
            protocol: port.protocol ?? 'TCP',
          }));
    });
  return {
    refusals: flows.flatMap((it) => admission(it, objects) ?? []),
    of: Math.max(1, flows.length),
  };
}

/** Pods that policies cannot tell apart are asked for once. */
function distinct(pods: readonly KubePod[]): readonly KubePod[] {
  const kinds = new Map(
    pods.map((it) => {
      const { 'pod-template-hash': _, ...labels } = it.metadata.labels;
      return [
        `${it.metadata.namespace} ${JSON.stringify(labels)} ${JSON.stringify(it.spec.containers.map(({ ports }) => ports))}`,
        it,
      ];
    }),
  );
  return [...kinds.values()];
}

function podOf({ object }: Pod, objects: Reader<'Pod'>): readonly KubePod[] {
  const found = objects.get('Pod', object.namespace ?? '', object.name);
  return found.type === 'found' ? [found.object] : [];
}

function portOn({ spec }: KubePod, target: number | string): number | undefined {
  if (typeof target === 'number') return target;
  if (/^\d+$/.test(target)) return Number(target);
  return [...spec.initContainers, ...spec.containers]
    .flatMap((it) => it.ports)
    .find((it) => it.name === target)?.containerPort;
}

function words(refusal: Refusal, part: number, objects: Reader<Reads>): Omit<Found, 'impact'> {
  const { flow, policy, path, direction, near } = refusal;
  const from = flow.from === 'outside' ? 'nobody from outside' : `no Pod of ${nameOf(flow.from)}`;
  const share = part < 1 ? ` (${percent(part)} of the ways)` : '';
  const object = refOf(policy);
  const namespaces = [
    ...new Set([
      flow.to.metadata.namespace ?? '',
      ...(flow.from === 'outside' ? [] : [flow.from.metadata.namespace ?? '']),
    ]),
  ];
  return {
    severity: 'warning',
    object,
    path,
    message:
      direction === 'ingress'
        ? `${from} may reach ${nameOf(flow.to)} on port ${flow.port}${share}`
        : `${nameOf(flow.from === 'outside' ? flow.to : flow.from)} may not send to ${nameOf(flow.to)} on port ${flow.port}${share}`,
    hint: hintOf(refusal, objects),
    command: namespaces.map((it) => `kubectl get networkpolicies -n ${it} -o yaml`).join('; '),
    ...(near?.type === 'port' && { fix: kubectlPatch(object, near.path, flow.port) }),
  };
}

const nameOf = ({ metadata }: KubePod): string =>
  `${metadata.namespace ?? ''}/${metadata.name.replace(/(-[a-z0-9]{6,10})?-[a-z0-9]{5}$/, '')}`;

function hintOf({ near, flow, direction, others }: Refusal, objects: Reader<'Namespace'>): string {
  if (near?.type === 'port')
    return `It admits port ${near.admitted}; the container listens at ${flow.port}.`;
  const other = direction === 'ingress' ? flow.from : flow.to;
  if (other === 'outside') return 'Admit addresses (ipBlock), or everybody, on this port.';
  const { namespace = '', labels } = other.metadata;
  if (near?.type === 'peer') {
    const around = objects.get('Namespace', '', namespace);
    const has =
      near.of === 'namespace'
        ? around.type === 'found'
          ? around.object.metadata.labels
          : {}
        : labels;
    return `It admits ${near.of === 'namespace' ? 'namespaces' : 'Pods'} with ${near.key}=${near.wanted}; ${near.of === 'namespace' ? namespace : nameOf(other)} has ${has[near.key] === undefined ? 'no such label' : `${near.key}=${has[near.key]}`}.`;
  }
  const all =
    others.length === 0 ? '' : ` Policies that select the Pods too: ${shortListing(others)}.`;
  return `Admit Pods of namespace ${namespace} on port ${flow.port}.${all}`;
}
