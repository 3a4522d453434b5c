import { isRaw, type Raw } from '../../inventory/raise.ts';
import { UserError } from '../../lib/user-error.ts';
import { calmBookinfo } from './bookinfo.ts';
import { type Change, isNamed, type Named, type ToldEvent } from './history.ts';
import { NODES } from './objects.ts';
import { crashes } from './pod-life.ts';
import {
  type DemoWorld,
  LONG_AGO,
  type ServiceSpec,
  type Timestamp,
  type Workload,
} from './world.ts';

/** An incident to practise on: Bookinfo with one thing that is wrong. */
export interface Scenario {
  readonly name: string;
  /** What one sees, not what is wrong. */
  readonly summary: string;
  readonly change: (world: DemoWorld, moment: Moment) => DemoWorld;
  /** For `/reviews`, of v1. */
  readonly weight?: number;
}

interface Moment {
  readonly time: number;
  readonly stamp: Timestamp;
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'canary-gone-wrong',
    summary: 'Half of the readers see an error where reviews should be.',
    weight: 50,
    change: (world, { time }) =>
      after(
        changed(world, 'reviews-v2', (it) => crashing(it, time)),
        // More readers than it bears: it was well with a tenth of them.
        { ...VIRTUAL_SERVICE, at: -1500, by: 'argocd-controller', fields: ['http'] },
      ),
  },
  {
    name: 'expired-certificate',
    summary: 'Browsers warn of the shop since yesterday.',
    change: (world, { time, stamp }) =>
      telling(
        patched(world, CERTIFICATE, {
          status: { notBefore: stamp(LONG_AGO - 90 * DAY), notAfter: stamp(-1.5 * DAY) },
        }),
        {
          ...CERTIFICATE,
          type: 'Warning',
          reason: 'IssuingFailed',
          from: 'cert-manager-certificates-issuing',
          message:
            'The certificate request has failed to complete and will be retried: the DNS-01 challenge of shop.example.com was not accepted: no TXT record',
          count: 9,
          first: -1.5 * DAY,
          last: time - ((time + RETRY_AFTER) % (2 * RETRY_AFTER)),
        },
      ),
  },
  {
    name: 'local-policy',
    summary: 'The page behind the load balancer answers some callers and hangs for others.',
    change: (world) =>
      after(
        changed(
          withService(world, LOAD_BALANCER.name, (it) => ({
            ...it,
            externalTrafficPolicy: 'Local',
          })),
          'productpage-v1',
          onOneNode,
        ),
        {
          ...LOAD_BALANCER,
          at: -2400,
          by: 'kubectl-edit',
          fields: ['externalTrafficPolicy', 'healthCheckNodePort'],
        },
      ),
  },
  {
    name: 'missing-controller',
    summary: 'A new Ingress for the back office answers nobody.',
    change: (world, { stamp }) =>
      after(
        { ...world, objects: [...world.objects, backOffice(stamp)] },
        {
          kind: 'Ingress',
          namespace: 'default',
          name: 'back-office',
          at: -1800,
          by: APPLIED,
          fields: ['ingressClassName', 'rules'],
        },
      ),
  },
  {
    name: 'network-policy',
    summary: 'The page answers through the mesh, and times out on every other way in.',
    change: (world, { stamp }) =>
      after(
        { ...world, objects: [...world.objects, onlyTheMesh(stamp)] },
        {
          kind: 'NetworkPolicy',
          namespace: 'default',
          name: 'productpage',
          at: -1800,
          by: APPLIED,
          fields: ['podSelector', 'policyTypes', 'ingress'],
        },
      ),
  },
  {
    name: 'pending-load-balancer',
    summary: 'The new load balancer was made a while ago, and there is no address to give away.',
    change: (world, { time }) =>
      telling(withService(world, LOAD_BALANCER.name, withoutAddress), {
        ...LOAD_BALANCER,
        type: 'Warning',
        reason: 'SyncLoadBalancerFailed',
        from: 'service-controller',
        message:
          'Error syncing load balancer: failed to ensure load balancer: quota of addresses exceeded: 4 of 4 in use',
        count: 1 + Math.floor((time - PENDING_SINCE) / 100),
        first: PENDING_SINCE,
        last: time - ((time - PENDING_SINCE) % 100),
      }),
  },
  {
    name: 'shadowed-rule',
    summary: 'The new page of critics shows the old reviews.',
    change: (world) =>
      after(withRule(world, CRITICS), {
        ...VIRTUAL_SERVICE,
        at: -1200,
        by: 'kubectl-edit',
        fields: ['http'],
      }),
  },
  {
    name: 'subset-without-pods',
    summary: 'One reader in ten sees an error where reviews should be.',
    change: (world) =>
      after(
        patched(world, DESTINATION_RULE, {
          spec: {
            host: 'reviews',
            subsets: [
              { name: 'v1', labels: { version: 'v1' } },
              { name: 'v2', labels: { version: 'v2.0' } },
              { name: 'v3', labels: { version: 'v3' } },
            ],
          },
        }),
        { ...DESTINATION_RULE, at: -720, by: APPLIED, fields: ['subsets'] },
      ),
  },
];

/** Refuses a name that there is not, and says which there are. */
export function scenarioNamed(name: string): Scenario {
  const scenario = SCENARIOS.find((it) => it.name === name);
  if (scenario !== undefined) return scenario;
  throw new UserError(
    `There is no demo "${name}". There are: ${SCENARIOS.map((it) => it.name).join(', ')}.`,
    2,
  );
}

export const scenarioWorld = (scenario: Scenario, seed: number, moment: Moment): DemoWorld => {
  const { weight = 90 } = scenario;
  const weights = { v1: weight, next: 100 - weight, generation: 1 };
  return scenario.change(calmBookinfo(seed, moment.stamp, weights), moment);
};

const DAY = 24 * 3600;

const changed = (
  world: DemoWorld,
  name: string,
  change: (workload: Workload) => Workload,
): DemoWorld => ({
  ...world,
  workloads: world.workloads.map((it) => (it.name === name ? change(it) : it)),
});

const withService = (
  world: DemoWorld,
  name: string,
  change: (service: ServiceSpec) => ServiceSpec,
): DemoWorld => ({
  ...world,
  services: world.services.map((it) => (it.name === name ? change(it) : it)),
});

/** Its load balancer is still to come. */
function withoutAddress(service: ServiceSpec): ServiceSpec {
  const { address: _, ...rest } = service;
  return { ...rest, createdAt: PENDING_SINCE };
}

const PENDING_SINCE = -540;

/** cert-manager tries again after so long, and then after twice as long. */
const RETRY_AFTER = 900;

/** `kubectl apply`. */
const APPLIED = 'kubectl-client-side-apply';

const VIRTUAL_SERVICE: Named = { kind: 'VirtualService', namespace: 'default', name: 'bookinfo' };
const DESTINATION_RULE: Named = { kind: 'DestinationRule', namespace: 'default', name: 'reviews' };
const CERTIFICATE: Named = { kind: 'Certificate', namespace: 'default', name: 'shop-tls' };
const LOAD_BALANCER: Named = { kind: 'Service', namespace: 'default', name: 'productpage-lb' };

/** What was done to it before it broke. */
const after = (world: DemoWorld, change: Change): DemoWorld => ({
  ...world,
  changes: [...world.changes, change],
});

const telling = (world: DemoWorld, event: ToldEvent): DemoWorld => ({
  ...world,
  events: [...world.events, event],
});

const patched = (world: DemoWorld, object: Named, fields: Raw): DemoWorld => ({
  ...world,
  objects: world.objects.map((it) => (isNamed(it, object) ? { ...it, ...fields } : it)),
});

/** Since twenty minutes, one Pod after the other. */
const crashing = (workload: Workload, time: number): Workload => ({
  ...workload,
  pods: workload.pods.map((it, index) => ({
    ...it,
    stages: [...it.stages, ...crashes(index * 4 - 1200, time + 600, { code: 1 })],
  })),
});

const onOneNode = (workload: Workload): Workload => ({
  ...workload,
  pods: workload.pods.map((it) => ({ ...it, node: NODES[0] })),
});

/** Its class has no IngressClass, and no controller takes it. */
const backOffice = (stamp: Timestamp): Raw => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'back-office', namespace: 'default', creationTimestamp: stamp(-1800) },
  spec: {
    ingressClassName: 'nginx-internal',
    rules: [
      {
        host: 'office.example.com',
        http: {
          paths: [
            {
              path: '/',
              pathType: 'Prefix',
              backend: { service: { name: 'productpage', port: { number: 9080 } } },
            },
          ],
        },
      },
    ],
  },
});

/** Admits Istio's gateway, and nobody thought of the other ways in. */
const onlyTheMesh = (stamp: Timestamp): Raw => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'productpage', namespace: 'default', creationTimestamp: stamp(-1800) },
  spec: {
    podSelector: { matchLabels: { app: 'productpage' } },
    policyTypes: ['Ingress'],
    ingress: [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'istio-system' } },
          },
        ],
        ports: [{ protocol: 'TCP', port: 9080 }],
      },
    ],
  },
});

/** The prefix `/reviews` stands before it and takes its requests. */
const CRITICS: Raw = {
  name: 'critics',
  match: [{ uri: { prefix: '/reviews/critics' } }],
  route: [{ destination: { host: 'reviews', subset: 'v3', port: { number: 9080 } } }],
};

function withRule(world: DemoWorld, rule: Raw): DemoWorld {
  const spec = world.objects.find((it) => isNamed(it, VIRTUAL_SERVICE))?.['spec'];
  const rules = isRaw(spec) && Array.isArray(spec['http']) ? spec['http'] : [];
  return patched(world, VIRTUAL_SERVICE, {
    spec: { ...(isRaw(spec) ? spec : {}), http: [...rules, rule] },
  });
}
