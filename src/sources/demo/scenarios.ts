import { isRaw, type Raw } from '../../inventory/raise.ts';
import { UserError } from '../../lib/user-error.ts';
import { calmBookinfo } from './bookinfo.ts';
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
    change: (world, { time }) => changed(world, 'reviews-v2', (it) => crashing(it, time)),
  },
  {
    name: 'expired-certificate',
    summary: 'Browsers warn of the shop since yesterday.',
    change: (world, { stamp }) =>
      patched(world, 'Certificate', 'shop-tls', {
        status: { notBefore: stamp(LONG_AGO - 90 * DAY), notAfter: stamp(-1.5 * DAY) },
      }),
  },
  {
    name: 'local-policy',
    summary: 'The page behind the load balancer answers some callers and hangs for others.',
    change: (world) =>
      changed(
        withService(world, 'productpage-lb', (it) => ({ ...it, externalTrafficPolicy: 'Local' })),
        'productpage-v1',
        onOneNode,
      ),
  },
  {
    name: 'missing-controller',
    summary: 'A new Ingress for the back office answers nobody.',
    change: (world, { stamp }) => ({ ...world, objects: [...world.objects, backOffice(stamp)] }),
  },
  {
    name: 'network-policy',
    summary: 'The page answers through the mesh, and times out on every other way in.',
    change: (world, { stamp }) => ({ ...world, objects: [...world.objects, onlyTheMesh(stamp)] }),
  },
  {
    name: 'pending-load-balancer',
    summary: 'The new load balancer was made a while ago, and there is no address to give away.',
    change: (world) => withService(world, 'productpage-lb', withoutAddress),
  },
  {
    name: 'shadowed-rule',
    summary: 'The new page of critics shows the old reviews.',
    change: (world) => withRule(world, CRITICS),
  },
  {
    name: 'subset-without-pods',
    summary: 'One reader in ten sees an error where reviews should be.',
    change: (world) =>
      patched(world, 'DestinationRule', 'reviews', {
        spec: {
          host: 'reviews',
          subsets: [
            { name: 'v1', labels: { version: 'v1' } },
            { name: 'v2', labels: { version: 'v2.0' } },
            { name: 'v3', labels: { version: 'v3' } },
          ],
        },
      }),
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
  return { ...rest, createdAt: -540 };
}

const isCalled = (object: Raw, kind: string, name: string): boolean =>
  object['kind'] === kind && isRaw(object['metadata']) && object['metadata']['name'] === name;

const patched = (world: DemoWorld, kind: string, name: string, fields: Raw): DemoWorld => ({
  ...world,
  objects: world.objects.map((it) => (isCalled(it, kind, name) ? { ...it, ...fields } : it)),
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
  const spec = world.objects.find((it) => isCalled(it, 'VirtualService', 'bookinfo'))?.['spec'];
  const rules = isRaw(spec) && Array.isArray(spec['http']) ? spec['http'] : [];
  return patched(world, 'VirtualService', 'bookinfo', {
    spec: { ...(isRaw(spec) ? spec : {}), http: [...rules, rule] },
  });
}
