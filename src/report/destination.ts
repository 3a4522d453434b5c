import type { Destination, Fact, Pod, Route, TrafficPolicy } from '../model/exposure.ts';
import type { Finding } from '../model/finding.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { DestinationReport, PodReport } from './contract.ts';
import { findingsOfDestination } from './findings.ts';
import { sharedModifiers } from './modifiers.ts';
import { factReport, judged, listed, refReport } from './refs.ts';

export function destinationReport(
  route: Route,
  destination: Destination,
  findings: readonly Finding[],
): DestinationReport {
  const { weight, share, policy, waypoint, modifiers, endpoints, pods, judgement } = destination;
  const facts = [
    ...(policy?.facts ?? []),
    ...(waypoint === undefined ? [] : [waypointFact(waypoint)]),
    ...destination.facts,
  ];
  return {
    weight,
    share,
    ...targetReport(destination),
    ...(policy !== undefined && { policy: policyReport(policy) }),
    ...sharedModifiers(modifiers ?? {}),
    ...listed('facts', facts.map(factReport)),
    endpoints: { ready: endpoints.ready, total: endpoints.total },
    pods: pods.map(podReport),
    ...judged(judgement),
    findings: findingsOfDestination(route, destination, findings),
  };
}

const waypointFact = (object: ObjectRef): Fact => ({
  name: 'waypoint',
  value: `${object.namespace ?? ''}/${object.name}`,
  object,
});

type TargetReport = Pick<DestinationReport, 'service' | 'externalHost' | 'unresolved' | 'subset'>;

function targetReport({ target, ref }: Destination): TargetReport {
  switch (target.type) {
    case 'service': {
      const { service, port, targetPort, subset } = target;
      return {
        service: {
          namespace: service.namespace ?? '',
          name: service.name,
          port,
          targetPort: /^\d+$/.test(targetPort) ? Number(targetPort) : targetPort,
        },
        ...(subset !== undefined && {
          subset: {
            name: subset.name,
            labels: subset.labels,
            destinationRule: refReport(subset.destinationRule),
          },
        }),
      };
    }
    case 'external':
      return { externalHost: target.host };
    case 'unresolved':
      return { unresolved: { ref, because: target.because } };
  }
}

const policyReport = ({
  loadBalancer,
  connectionPool,
  outlierDetection,
  tls,
}: TrafficPolicy): NonNullable<DestinationReport['policy']> => ({
  ...(loadBalancer !== undefined && { loadBalancer }),
  ...(connectionPool !== undefined && { connectionPool }),
  ...(outlierDetection !== undefined && { outlierDetection }),
  ...(tls !== undefined && {
    tls: { mode: tls.mode, ...(tls.sni !== undefined && { sni: tls.sni }) },
  }),
});

export function podReport(pod: Pod): PodReport {
  const { object, ip, node, status, startedAt, judgement } = pod;
  const { reason } = judgement;
  const message = reason !== undefined && 'message' in reason ? reason.message : undefined;
  return {
    namespace: object.namespace ?? '',
    name: object.name,
    ...(ip !== undefined && { ip }),
    ...(node !== undefined && { node }),
    status,
    inRotation: pod.inRotation,
    readyContainers: pod.readyContainers,
    containers: pod.containers,
    restarts: pod.restarts,
    ...(startedAt !== undefined && { startedAt }),
    ...(pod.mesh !== undefined && { mesh: pod.mesh }),
    ...judged(judgement),
    ...(message !== undefined && { message }),
  };
}
