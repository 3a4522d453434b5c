import type { Destination, EntryPoint, Exposure, Route } from '../model/exposure.ts';
import { HEALTHY, type Judgement, worst } from '../model/health.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Trace } from '../model/trace.ts';
import { describeAnswer } from './action.ts';
import { describePort } from './listener.ts';
import { ANYTHING, describeMatch } from './match.ts';
import { refName } from './object-ref.ts';
import { printable } from './printable.ts';
import { describeReason } from './reasons.ts';
import { percent } from './share.ts';
import { describeTarget, hostPort, subsetOf } from './target.ts';

/** One line of a request's way. */
export interface TraceStep {
  readonly type: 'address' | 'listener' | 'rule' | 'destination';
  /** What it is: `address`, `gateway`, `rule`, `90 %`. */
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
    ...addressSteps(trace),
    ...(entryPoint === undefined ? [] : [listenerStep(trace, entryPoint)]),
    ...(trace.route === undefined ? [] : [ruleStep(trace, trace.route)]),
    ...trace.destinations.map((it) => destinationStep(it, trace.route)),
  ];
}

function addressSteps({ address, request, alternatives }: Trace): readonly TraceStep[] {
  if (address === undefined || address.value === '') return [];
  return [
    {
      type: 'address',
      what: 'address',
      name: printable(hostPort(address.value, request.port)),
      detail: alternatives.length === 0 ? '' : 'one of several that answer: DNS decides',
      judgement: address.judgement,
      ...(address.service !== undefined && { object: address.service }),
    },
  ];
}

function listenerStep(trace: Trace, entryPoint: EntryPoint): TraceStep {
  const { object, listeners, wayIn } = entryPoint;
  const listener = listeners.find(
    ({ dataPlanePort, name }) =>
      dataPlanePort === trace.server?.port &&
      (trace.server?.name === undefined || name === undefined || name === trace.server.name),
  );
  const serving = wayIn.filter((it) => it.type === 'gateway-pods' || it.type === 'controller');
  const secret = listener?.tls?.secret;
  const tls = describeTls(trace.server?.tls, secret === undefined ? '' : secret.name);
  return {
    type: 'listener',
    what: object.kind.toLowerCase(),
    name: refName(object),
    detail: [...(listener === undefined ? [] : [describePort(listener)]), tls]
      .filter((it) => it !== '')
      .join(', '),
    judgement: worst([
      ...(listener === undefined ? [] : [listener.judgement]),
      ...serving.map((it) => it.judgement),
    ]),
    object,
  };
}

type Tls = NonNullable<Trace['server']>['tls'];

function describeTls(tls: Tls | undefined, secret: string): string {
  switch (tls) {
    case undefined:
    case 'none':
      return '';
    case 'passthrough':
      return 'TLS is passed through';
    case 'terminate':
      return secret === '' ? 'TLS ends here' : `TLS ends here (Secret ${printable(secret)})`;
  }
}

function ruleStep({ match, outcome }: Trace, route: Route): TraceStep {
  const { action, matches } = route;
  const taken = match === undefined ? undefined : matches[match];
  const conditions = taken === undefined ? ANYTHING : describeMatch(taken);
  return {
    type: 'rule',
    what: 'rule',
    name: describeRule(route),
    detail: action.type === 'forward' ? conditions : `${conditions} → ${describeAnswer(action)}`,
    // Where it leads stands in the lines below.
    judgement: action.type === 'invalid' || outcome === 'fault' ? route.judgement : HEALTHY,
    object: route.object,
  };
}

/** `shop/shop #2`: people count rules from 1. What nobody wrote has no number. */
export const describeRule = ({
  object,
  rule,
  generated,
}: {
  readonly object: ObjectRef;
  readonly rule?: { readonly index: number; readonly name?: string };
  readonly generated?: Route['generated'];
}): string =>
  rule === undefined || generated !== undefined
    ? refName(object)
    : `${refName(object)} #${rule.index + 1}${rule.name === undefined ? '' : ` ${printable(rule.name)}`}`;

function destinationStep(destination: Destination, route: Route | undefined): TraceStep {
  const { share, endpoints, target, judgement, failureStatus, failureShare } = destination;
  const name = [
    describeTarget(destination, route?.object.namespace),
    subsetOf(destination) ?? '',
    target.type === 'service' ? `${endpoints.ready}/${endpoints.total}` : '',
  ].filter((it) => it !== '');
  const { reason } = judgement;
  const because = reason === undefined ? '' : describeReason(reason);
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
