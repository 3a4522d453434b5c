import { uniqueBy } from '../lib/group.ts';
import { percent } from '../lib/percent.ts';
import type {
  Address,
  Destination,
  EntryPoint,
  Exposure,
  Hop,
  Listener,
  Route,
} from '../model/exposure.ts';
import { HEALTHY, type Judgement } from '../model/health.ts';
import { type ObjectRef, refKey, sameRef } from '../model/object-ref.ts';
import type { Trace } from '../model/trace.ts';
import { describeAnswer } from './action.ts';
import { describePort, PENDING } from './listener.ts';
import { ANYTHING, describeMatch } from './match.ts';
import { refName } from './object-ref.ts';
import { printable } from './printable.ts';
import { describeReason } from './reasons.ts';
import { describeNumber, type NumberedRule } from './rule-number.ts';
import { describeTarget, hostPort, subsetOf } from './target.ts';
import { describeAddressType, describeNodes, describePods, isInternal } from './tree/way-in.ts';

/** One line of a request's way. */
export interface TraceStep {
  readonly type: Hop['type'] | 'listener' | 'rule' | 'waypoint' | 'destination';
  /** What it is: `address`, `node port`, `gateway`, `rule`, `90 %`. */
  readonly what: string;
  readonly name: string;
  readonly detail: string;
  readonly judgement: Judgement;
  readonly object?: ObjectRef;
}

/** The way that the request took, as far as it came. */
export function traceSteps(trace: Trace, { entryPoints }: Exposure): readonly TraceStep[] {
  const entryPoint = entryPoints.find((it) => it.id === trace.entryPoint);
  return [
    ...(entryPoint === undefined ? [] : wayInSteps(trace, entryPoint)),
    ...(entryPoint === undefined ? [] : [listenerStep(trace, entryPoint)]),
    ...(trace.route === undefined ? [] : ruleSteps(trace, trace.route)),
    ...waypointSteps(trace.destinations),
    ...trace.destinations.map((it) => destinationStep(it, trace.route)),
  ];
}

/** The way in that a request takes: of the Services in front the one whose address was dialled. */
export const wayInOf = ({ address }: Trace, { wayIn }: EntryPoint): readonly Hop[] =>
  wayIn.filter(
    (hop) =>
      !('service' in hop) ||
      hop.service === undefined ||
      address?.service === undefined ||
      sameRef(hop.service, address.service),
  );

function wayInSteps(trace: Trace, entryPoint: EntryPoint): readonly TraceStep[] {
  const hops = wayInOf(trace, entryPoint);
  const addresses = addressSteps(trace, entryPoint);
  // It does not come in by any of the addresses that there are.
  if (addresses.length === 0 && hops.some((it) => it.type === 'address')) return [];
  return [...addresses, ...hops.flatMap((it) => hopSteps(it, trace))];
}

/** The address that was dialled; where there is none yet, that it is pending. */
function addressSteps(trace: Trace, entryPoint: EntryPoint): readonly TraceStep[] {
  const { address, request, alternatives } = trace;
  if (address !== undefined && address.value !== '')
    return [
      {
        type: 'address',
        what: 'address',
        name: printable(hostPort(address.value, request.port)),
        detail: [
          address.service === undefined ? '' : frontOf(address.type, address.service),
          alternatives.length === 0 ? '' : 'one of several that answer: DNS decides',
        ]
          .filter((it) => it !== '')
          .join('; '),
        judgement: address.judgement,
        ...(address.service !== undefined && { object: address.service }),
      },
    ];
  return wayInOf(trace, entryPoint).flatMap((hop): readonly TraceStep[] =>
    hop.type !== 'address' || hop.pending !== true
      ? []
      : [
          {
            type: 'address',
            what: 'address',
            name: PENDING,
            detail: hop.service === undefined ? '' : frontOf(hop.address, hop.service),
            judgement: hop.judgement,
            ...(hop.service !== undefined && { object: hop.service }),
          },
        ],
  );
}

const frontOf = (type: Address['type'], service: ObjectRef): string =>
  type === 'node' ? 'one of the nodes' : `${describeAddressType(type)} ${refName(service)}`;

/** What stands between the address and the listener: node ports, and the Pods or the controller that serve. */
function hopSteps(hop: Hop, { request }: Trace): readonly TraceStep[] {
  const { judgement } = hop;
  switch (hop.type) {
    case 'address':
      return [];
    case 'node-port': {
      const ports = hop.ports.filter(
        ({ nodePort, port }) => port === request.port || nodePort === request.port,
      );
      const name = ports.map(({ nodePort }) => `:${nodePort}`).join(' ');
      const step = { type: hop.type, what: 'node port', object: hop.service, judgement };
      return ports.length === 0 ? [] : [{ ...step, name, detail: describeNodes(hop) }];
    }
    case 'service': {
      const detail = reasonOf(judgement);
      const step = { type: hop.type, what: 'service', object: hop.service, judgement, detail };
      return isInternal(hop) ? [{ ...step, name: refName(hop.service) }] : [];
    }
    case 'gateway-pods': {
      const detail = [describePods(hop), reasonOf(judgement)].filter((it) => it !== '').join('  ');
      const object = hop.workload === undefined ? {} : { object: hop.workload };
      const step = { type: hop.type, what: 'Pods', detail, judgement, ...object };
      return [{ ...step, name: printable(hop.name) }];
    }
    case 'controller': {
      const detail = reasonOf(judgement);
      return [{ type: hop.type, what: 'controller', name: printable(hop.name), detail, judgement }];
    }
  }
}

const reasonOf = ({ reason }: Judgement): string =>
  reason === undefined ? '' : describeReason(reason);

function listenerStep(trace: Trace, entryPoint: EntryPoint): TraceStep {
  const { object, listeners } = entryPoint;
  const candidates = listeners.filter(
    ({ dataPlanePort, name }) =>
      dataPlanePort === trace.server?.port &&
      (trace.server?.name === undefined || name === undefined || name === trace.server.name),
  );
  const listener = listenerOf(trace, candidates);
  const { judgement = HEALTHY } = listener ?? {};
  const isShown = judgement.reason === undefined || !ABOUT_SECRET.has(judgement.reason.type);
  const tls = describeTls(trace.server?.tls, isShown ? listener?.tls?.secret?.name : undefined);
  const [port = listener] = candidates;
  return {
    type: 'listener',
    what: object.kind.toLowerCase(),
    name: refName(object),
    detail: [port === undefined ? '' : describePort(port), tls, reasonOf(judgement)]
      .filter((it) => it !== '')
      .join(', '),
    judgement,
    object,
  };
}

/** One port of an Ingress has a listener for each certificate: the one that lists the name that is asked for. */
function listenerOf(
  { request: { sni, host } }: Trace,
  candidates: readonly Listener[],
): Listener | undefined {
  const name = (sni ?? host).toLowerCase();
  return (
    candidates.find(({ hosts }) => hosts.some((it) => stands(it, name))) ??
    candidates.find((it) => it.name !== undefined || it.hosts.length === 0)
  );
}

/** `*.` stands for a label here: a name of more is found by the listener that its server has. */
const stands = (host: string, name: string): boolean =>
  host === name || (host.startsWith('*.') && host.slice(1) === name.slice(name.indexOf('.')));

/** Their words name it. */
const ABOUT_SECRET: ReadonlySet<string> = new Set(['secret-missing', 'secret-not-shown']);

type Tls = NonNullable<Trace['server']>['tls'];

function describeTls(tls: Tls | undefined, secret: string | undefined): string {
  switch (tls) {
    case undefined:
    case 'none':
      return '';
    case 'passthrough':
      return 'TLS is passed through';
    case 'terminate':
      return secret === undefined ? 'TLS ends here' : `TLS ends here (Secret ${printable(secret)})`;
  }
}

/** A Service that is called itself has no rule that anybody wrote. */
function ruleSteps({ match, outcome }: Trace, route: Route): readonly TraceStep[] {
  const { action, matches, object } = route;
  if (object.kind === 'Service') return [];
  const taken = match === undefined ? undefined : matches[match];
  const conditions = taken === undefined ? ANYTHING : describeMatch(taken);
  return [
    {
      type: 'rule',
      what: 'rule',
      name: describeRule(route),
      detail: action.type === 'forward' ? conditions : `${conditions} → ${describeAnswer(action)}`,
      // Where it leads stands in the lines below.
      judgement: action.type === 'invalid' || outcome === 'fault' ? route.judgement : HEALTHY,
      object,
    },
  ];
}

/** `shop/shop #2`: people count rules from 1. What nobody wrote has no number. */
export const describeRule = ({
  object,
  rule,
  generated,
}: {
  readonly object: ObjectRef;
  readonly rule?: NumberedRule;
  readonly generated?: Route['generated'];
}): string =>
  rule === undefined || generated !== undefined || rule.path === 'spec'
    ? refName(object)
    : `${refName(object)} ${describeNumber(rule, '#')}`;

/** N38: a proxy of the mesh between the gateway and the Pods; how it is cannot be told from here. */
const waypointSteps = (destinations: readonly Destination[]): readonly TraceStep[] =>
  uniqueBy(
    destinations.flatMap((it) => it.waypoint ?? []),
    refKey,
  ).map((object) => ({
    type: 'waypoint',
    what: 'waypoint',
    name: refName(object),
    detail: '',
    judgement: HEALTHY,
    object,
  }));

function destinationStep(destination: Destination, route: Route | undefined): TraceStep {
  const { share, endpoints, target, judgement, failureStatus, failureShare } = destination;
  const name = [
    describeTarget(destination, route?.object.namespace),
    subsetOf(destination) ?? '',
    target.type === 'service' ? `${endpoints.ready}/${endpoints.total}` : '',
  ].filter((it) => it !== '');
  const because = reasonOf(judgement);
  const answer = failureShare < 1 ? '' : failureStatus === undefined ? 'fails' : `${failureStatus}`;
  return {
    type: 'destination',
    what: percent(share),
    name: name.join(' '),
    detail: [answer, because].filter((it) => it !== '').join(': '),
    judgement,
    ...(target.type !== 'unresolved' && 'service' in target && { object: target.service }),
  };
}
