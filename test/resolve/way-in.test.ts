import { describe, expect, test } from 'vitest';

import type { CoverageOf } from '../../src/inventory/inventory.ts';
import type { Kind } from '../../src/inventory/kinds.ts';
import type { EntryPoint, Hop } from '../../src/model/exposure.ts';
import type { Unreadable } from '../../src/model/health.ts';
import { CASE_NOW, worldOf } from '../support/world.ts';

const NODES = `
apiVersion: v1
kind: Node
metadata: {name: one}
status: {addresses: [{type: InternalIP, address: 10.0.0.1}], conditions: [{type: Ready, status: "True"}]}
---
apiVersion: v1
kind: Node
metadata: {name: two}
status: {addresses: [{type: InternalIP, address: 10.0.0.2}], conditions: [{type: Ready, status: "True"}]}
`;

const service = (spec: string, status = '', created = '2026-01-01T00:00:00Z'): string => `
apiVersion: v1
kind: Service
metadata: {name: web, creationTimestamp: "${created}"}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080, nodePort: 30080}], ${spec}}
status: ${status === '' ? '{}' : status}
`;

const slice = (endpoints: string): string => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
endpoints: ${endpoints}
ports: [{name: http, port: 8080}]
`;

const READY = slice('[{addresses: [10.1.0.1], nodeName: one, conditions: {ready: true}}]');
const ADDRESS = '{loadBalancer: {ingress: [{ip: 203.0.113.7}]}}';

const world = (objects: readonly string[], coverage?: CoverageOf, now = CASE_NOW) =>
  worldOf(objects.join('\n---\n'), { now, ...(coverage !== undefined && { coverage }) }).exposure;

const without =
  (unread: Kind, reason: Unreadable): CoverageOf =>
  (kind) =>
    kind === unread ? { type: 'incomplete', reason } : { type: 'complete' };

function entryPoint(objects: readonly string[], coverage?: CoverageOf, now?: number): EntryPoint {
  const [first] = world(objects, coverage, now).entryPoints;
  if (first === undefined) throw new Error('no entry point');
  return first;
}

const hop = <T extends Hop['type']>({ wayIn }: EntryPoint, type: T) =>
  wayIn.find((it): it is Extract<Hop, { readonly type: T }> => it.type === type);

const pending = (created: string): EntryPoint =>
  entryPoint([NODES, service('type: LoadBalancer', '', created), READY]);

describe('the address of a load balancer (S2)', () => {
  test('is awaited for five minutes', () => {
    const { wayIn, judgement } = pending('2026-11-01T11:56:00Z');
    expect(wayIn[0]?.judgement.health).toBe('progressing');
    expect(judgement.health).not.toBe('broken');
  });

  test('changes what is said of it when they are over', () => {
    const exposure = world([
      NODES,
      service('type: LoadBalancer', '', '2026-11-01T11:56:00Z'),
      READY,
    ]);
    expect(exposure.nextChangeAt).toBe('2026-11-01T12:01:00.000Z');
  });

  test('is broken then, and the entry point degraded while a node port serves', () => {
    const { wayIn, judgement } = pending('2026-11-01T11:50:00Z');
    expect(wayIn[0]?.judgement).toEqual({
      health: 'broken',
      since: '2026-11-01T11:50:00Z',
      reason: { type: 'address-pending' },
    });
    expect(judgement.health).toBe('degraded');
  });

  test('leaves nothing to serve where there are no node ports', () => {
    const spec = 'type: LoadBalancer, allocateLoadBalancerNodePorts: false';
    const alone = service(spec, '', '2026-11-01T11:50:00Z').replace(', nodePort: 30080', '');
    const it = entryPoint([NODES, alone, READY]);
    expect(it.judgement.health).toBe('broken');
    expect(hop(it, 'node-port')).toBeUndefined();
    expect(hop(it, 'service')).toBeDefined();
  });

  test('was never asked for, where the Service was never in a cluster', () => {
    const manifest = service('type: LoadBalancer').replace(/, creationTimestamp: "[^"]*"/, '');
    expect(entryPoint([NODES, manifest, READY]).wayIn[0]).toMatchObject({
      pending: true,
      judgement: { health: 'unknown', reason: { type: 'not-running' } },
    });
  });

  test('with an error on a port is degraded', () => {
    const status =
      '{loadBalancer: {ingress: [{ip: 203.0.113.7, ports: [{port: 80, protocol: TCP, error: PortInUse}]}]}}';
    const it = entryPoint([NODES, service('type: LoadBalancer', status), READY]);
    expect(hop(it, 'address')?.judgement.health).toBe('degraded');
  });
});

describe('nodes (S3, S4)', () => {
  const local = 'type: LoadBalancer, externalTrafficPolicy: Local';

  test('of policy Local answer where an endpoint is, and few are well', () => {
    const it = entryPoint([NODES, service(local, ADDRESS), READY]);
    expect(hop(it, 'node-port')).toMatchObject({
      nodes: 1,
      ofNodes: 2,
      policy: 'Local',
      judgement: { health: 'healthy' },
    });
    expect(
      it.addresses.filter((a) => a.type === 'node').map((a) => [a.value, a.judgement.health]),
    ).toEqual([
      ['10.0.0.1', 'healthy'],
      ['10.0.0.2', 'broken'],
    ]);
  });

  test('of policy Local are broken where none of the targets has an endpoint', () => {
    const excluded = NODES.replace(
      'name: one',
      'name: one, labels: {node.kubernetes.io/exclude-from-external-load-balancers: ""}',
    );
    expect(
      hop(entryPoint([excluded, service(local, ADDRESS), READY]), 'node-port')?.judgement,
    ).toEqual({
      health: 'broken',
      reason: { type: 'no-local-endpoint', nodes: 0, of: 1 },
    });
  });

  test.for([
    [
      'the exclusion label',
      'labels: {node.kubernetes.io/exclude-from-external-load-balancers: ""}',
      '',
    ],
    ['deletion', 'deletionTimestamp: "2026-11-01T11:00:00Z"', ''],
    ['the autoscaler', '', 'spec: {taints: [{key: ToBeDeletedByClusterAutoscaler}]}'],
  ])('are no targets by %s', ([, meta = '', spec = '']) => {
    const nodes = NODES.replace('name: one', `name: one, ${meta}`).replace(
      'status:',
      `${spec}\nstatus:`,
    );
    const it = entryPoint([nodes, service('type: LoadBalancer', ADDRESS), READY]);
    expect(hop(it, 'node-port')).toMatchObject({ nodes: 1, ofNodes: 1 });
    expect(it.addresses.filter((a) => a.type === 'node')).toHaveLength(2);
  });

  test('that are cordoned serve; those that are not ready degrade', () => {
    const cordoned = NODES.replace('status:', 'spec: {unschedulable: true}\nstatus:');
    const lost = NODES.replace('status: "True"', 'status: "False"');
    const spec = service('type: LoadBalancer', ADDRESS);
    expect(hop(entryPoint([cordoned, spec, READY]), 'node-port')?.judgement.health).toBe('healthy');
    expect(hop(entryPoint([lost, spec, READY]), 'node-port')?.judgement).toEqual({
      health: 'degraded',
      reason: { type: 'node-not-ready', node: 'one' },
    });
  });

  test('without an address make a NodePort unreachable', () => {
    const it = entryPoint([service('type: NodePort'), READY]);
    expect(hop(it, 'node-port')?.judgement).toEqual({
      health: 'broken',
      reason: { type: 'no-node-address' },
    });
  });

  test('that could not be read leave the rest as it is', () => {
    const it = entryPoint([service('type: NodePort'), READY], without('Node', 'forbidden'));
    const reason = { type: 'unreadable', resource: 'nodes', because: 'forbidden' };
    expect(hop(it, 'node-port')?.judgement).toEqual({ health: 'unknown', reason });
    expect(it.partial).toContainEqual(reason);
    expect(it.judgement.reason).not.toEqual(reason);
  });

  test('have the addresses of the families that the Service has', () => {
    const dual = NODES.replace(
      'address: 10.0.0.1}',
      'address: 10.0.0.1}, {type: InternalIP, address: "fd00::1"}',
    );
    const values = (spec: string): readonly string[] =>
      entryPoint([dual, service(spec), READY]).addresses.map((it) => it.value);
    expect(values('type: NodePort, ipFamilies: [IPv4]')).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(values('type: NodePort, ipFamilies: [IPv4, IPv6]')).toContain('fd00::1');
  });
});

const CONTROLLER = `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: k8s.io/ingress-nginx}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec: {ingressClassName: nginx, defaultBackend: {service: {name: web, port: {number: 80}}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ingress-nginx-controller, namespace: ingress-nginx}
spec:
  replicas: 2
  selector: {matchLabels: {app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}}
  template:
    metadata: {labels: {app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}}
    spec: {containers: [{name: controller, args: [--controller-class=k8s.io/ingress-nginx], ports: [{name: http, containerPort: 80}]}]}
`;

const FRONT = `
apiVersion: v1
kind: Service
metadata: {name: front, namespace: ingress-nginx}
spec: {type: LoadBalancer, selector: {app.kubernetes.io/name: ingress-nginx}, ports: [{name: http, port: 80, targetPort: http}, {name: metrics, port: 10254}]}
status: {loadBalancer: {ingress: [{ip: 203.0.113.7}]}}
`;

const controllerPod = (name: string, ready: boolean): string => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ingress-nginx, labels: {app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}}
spec: {nodeName: one, containers: [{name: controller, ports: [{name: http, containerPort: 80}]}]}
status: {phase: Running, startTime: "2026-10-01T00:00:00Z", conditions: [{type: Ready, status: "${ready ? 'True' : 'False'}"}], containerStatuses: [{name: controller, ready: ${ready}, state: {running: {startedAt: "2026-10-01T00:00:00Z"}}}]}
`;

const through = (pods: readonly string[], coverage?: CoverageOf): EntryPoint =>
  entryPoint([NODES, CONTROLLER, FRONT, ...pods], coverage);

describe('the Pods that route', () => {
  test('are well when all are ready', () => {
    const it = through([controllerPod('a', true), controllerPod('b', true)]);
    expect(hop(it, 'gateway-pods')).toMatchObject({
      name: 'ingress-nginx-controller',
      judgement: { health: 'healthy' },
    });
  });

  test('are degraded when some are not, and broken when none is', () => {
    const some = through([controllerPod('a', true), controllerPod('b', false)]);
    expect(hop(some, 'gateway-pods')?.judgement).toMatchObject({
      health: 'degraded',
      reason: { type: 'gateway-pods-not-ready', ready: 1, total: 2 },
    });
    const none = through([controllerPod('a', false)]);
    expect(none.judgement.health).toBe('broken');
  });

  test('do not count beyond what is wanted', () => {
    const it = through([
      controllerPod('a', true),
      controllerPod('b', true),
      controllerPod('c', false),
    ]);
    expect(hop(it, 'gateway-pods')?.judgement.health).toBe('healthy');
  });

  test('that do not exist are broken, unless their workload is scaled to zero', () => {
    expect(hop(through([]), 'gateway-pods')?.judgement.health).toBe('broken');
    const asleep = CONTROLLER.replace('replicas: 2', 'replicas: 0');
    expect(hop(entryPoint([asleep, FRONT]), 'gateway-pods')?.judgement).toMatchObject({
      health: 'idle',
      reason: { type: 'scaled-to-zero' },
    });
  });

  test('are not running where only their manifests are known', () => {
    const files = without('Pod', 'not-in-files');
    expect(hop(through([], files), 'gateway-pods')?.judgement).toEqual({
      health: 'unknown',
      reason: { type: 'not-running' },
    });
  });

  test('have Services whose other ports lead to no rule (S1a)', () => {
    const exposure = world([NODES, CONTROLLER, FRONT, controllerPod('a', true)]);
    expect(exposure.entryPoints.map((it) => it.object.kind)).toEqual(['Ingress']);
    expect(exposure.entryPoints[0]?.unroutedPorts).toMatchObject([
      { port: 10_254, name: 'metrics' },
    ]);
  });

  test('behind a ClusterIP alone are for the inside (N2)', () => {
    const inside = FRONT.replace('type: LoadBalancer, ', '').replace(/status:.*\n/, '');
    const it = entryPoint([CONTROLLER, inside, controllerPod('a', true)]);
    expect(it.addresses).toEqual([]);
    expect(hop(it, 'service')?.judgement).toEqual({
      health: 'healthy',
      reason: { type: 'internal-only' },
    });
  });

  test('on the network of their node are reached there (S9)', () => {
    const inside = FRONT.replace('type: LoadBalancer, ', '').replace(/status:.*\n/, '');
    const pod = controllerPod('a', true).replace(
      'nodeName: one',
      'nodeName: one, hostNetwork: true',
    );
    const it = entryPoint([NODES, CONTROLLER, inside, pod]);
    expect(it.addresses).toMatchObject([
      { type: 'node', value: '10.0.0.1', ports: [{ port: 80, listener: 80 }] },
    ]);
    expect(hop(it, 'gateway-pods')?.hostNetwork).toBe(true);
  });
});

describe('facts of a Service in front', () => {
  test('tell who may, and that it is internal (S2)', () => {
    const spec =
      'type: LoadBalancer, loadBalancerClass: example.com/lb, loadBalancerSourceRanges: [192.0.2.0/24]';
    const internal = service(spec, ADDRESS).replace(
      'metadata: {name: web',
      'metadata: {annotations: {networking.gke.io/load-balancer-type: Internal}, name: web',
    );
    expect(entryPoint([NODES, internal, READY]).facts.map((it) => [it.name, it.value])).toEqual([
      ['loadBalancerClass', 'example.com/lb'],
      ['loadBalancerSourceRanges', '192.0.2.0/24'],
      ['networking.gke.io/load-balancer-type', 'Internal'],
    ]);
  });
});
