import { percent } from '../../../lib/percent.ts';
import { agreeing } from '../../../lib/words.ts';
import type {
  Destination,
  EntryPoint,
  Hop,
  Listener,
  Pod,
  Route,
} from '../../../model/exposure.ts';
import type { Judgement } from '../../../model/health.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import { describeAnswer } from '../../../text/action.ts';
import { age, describeDuration } from '../../../text/age.ts';
import { defaultFacts, destinationFacts, routeFacts } from '../../../text/facts.ts';
import { describeLabels } from '../../../text/labels.ts';
import { describePort } from '../../../text/listener.ts';
import { describeMatch } from '../../../text/match.ts';
import { describeRef, refName } from '../../../text/object-ref.ts';
import { printable } from '../../../text/printable.ts';
import { describeJudgement } from '../../../text/reasons.ts';
import { describeTarget } from '../../../text/target.ts';
import { describeCaveat } from '../../../text/trace-words.ts';
import type { Subject, TreeNode } from '../../../text/tree/node.ts';
import { describeAddressType, describePods } from '../../../text/tree/way-in.ts';
import { wrap } from '../../../text/width.ts';
import type { Spans } from '../../parts/spans.ts';
import type { Theme } from '../../theme.ts';

/** What is known of one thing, before it is cut into lines. */
export interface Details {
  readonly title: string;
  readonly facts: readonly DetailFact[];
  readonly notes: readonly string[];
}

export type DetailFact = readonly [name: string, value: string];

export function detailsOf({ subject }: TreeNode, now: number): Details {
  const { title, facts, notes = [] } = known(subject, now);
  return { title, facts: facts.filter(([, value]) => value !== ''), notes };
}

interface Known {
  readonly title: string;
  readonly facts: readonly DetailFact[];
  readonly notes?: readonly string[];
}

function known(subject: Subject, now: number): Known {
  switch (subject.type) {
    case 'entry-point':
      return ofEntryPoint(subject.entryPoint);
    case 'hop':
      return ofHop(subject.hop);
    case 'listener':
      return ofListener(subject.listener, subject.object);
    case 'object':
      return { title: describeRef(subject.object), facts: [['API', subject.object.apiVersion]] };
    case 'rule':
      return ofRule(subject.routes);
    case 'destination':
      return ofDestination(subject.destination);
    case 'pod':
      return ofPod(subject.pod, now);
    case 'fact':
      return {
        title: subject.fact.name,
        facts: [
          ['value', subject.fact.value],
          ['says', subject.fact.object === undefined ? '' : describeRef(subject.fact.object)],
        ],
      };
    case 'unrouted-ports':
      return {
        title: 'ports without rules',
        facts: subject.ports.map(({ service, port, name }) => [
          `${port}`,
          `${printable(name ?? '')} ${describeRef(service)}`.trim(),
        ]),
        notes: ['The Service in front opens these ports, and no rule says what becomes of them.'],
      };
    case 'otherwise':
      return {
        title: 'no rule takes it',
        facts: [['answer', String(subject.status)]],
        notes: ['What the proxy itself answers to a request that no rule takes.'],
      };
  }
}

const ofEntryPoint = ({ object, className, provider }: EntryPoint): Known => ({
  title: describeRef(object),
  facts: [
    ['provider', printable(provider)],
    ['class', printable(className ?? '')],
  ],
});

function ofHop(hop: Hop): Known {
  switch (hop.type) {
    case 'address':
      return {
        title: `${describeAddressType(hop.address)} address`,
        facts: [
          ['addresses', printable(hop.values.join(', '))],
          ['ports', hop.ports.join(', ')],
          ['Service', hop.service === undefined ? '' : refName(hop.service)],
        ],
      };
    case 'node-port':
      return {
        title: 'node ports',
        facts: [
          ['Service', refName(hop.service)],
          ['ports', hop.ports.map(({ nodePort, port }) => `${nodePort} → ${port}`).join(', ')],
          [
            'nodes',
            hop.ofNodes === 0
              ? ''
              : `${hop.nodes} of ${hop.ofNodes} ${agreeing(hop.nodes, 'answers', 'answer')}`,
          ],
          ['traffic policy', hop.policy],
        ],
      };
    case 'service':
      return {
        title: `Service ${refName(hop.service)}`,
        facts: [
          ['ports', hop.ports.map((it) => `${it.port} → ${printable(it.targetPort)}`).join(', ')],
        ],
      };
    case 'gateway-pods':
      return {
        title: `Pods of ${printable(hop.name)}`,
        facts: [
          ['workload', hop.workload === undefined ? '' : describeRef(hop.workload)],
          ['selector', describeLabels(hop.selector ?? {})],
          ['ready', describePods(hop)],
          ['network', hop.hostNetwork === true ? "the host's own" : ''],
        ],
      };
    case 'controller':
      return { title: `controller ${printable(hop.name)}`, facts: [] };
  }
}

const ofListener = (listener: Listener, object: ObjectRef): Known => ({
  title: `${describeRef(object)} ${describePort(listener)}`,
  facts: [
    ['listener', printable(listener.name ?? '')],
    ['hosts', printable(listener.hosts.join(', ')) || 'any'],
    ['TLS', listener.tls?.mode ?? ''],
    ['certificate', listener.tls?.secret === undefined ? '' : describeRef(listener.tls.secret)],
  ],
});

function ofRule(routes: readonly Route[]): Known {
  const [route] = routes;
  if (route === undefined) return { title: '', facts: [] };
  const { object, rule, hosts, action, failureShare } = route;
  const matches = routes.flatMap((it) => it.matches).map(describeMatch);
  const only =
    action.type === 'forward' && action.destinations.length === 1
      ? action.destinations[0]
      : undefined;
  return {
    title: describeRef(object),
    facts: [
      ['rule', printable([rule.path, rule.name ?? ''].join(' ').trim())],
      ['hosts', printable(hosts.join(', '))],
      ...(matches.length === 0
        ? [['takes', 'everything'] as const]
        : matches.map((it, index) => [index === 0 ? 'takes' : '', it] as const)),
      ['answer', action.type === 'forward' ? '' : describeAnswer(action)],
      ...[...routeFacts(route), ...defaultFacts(route)].map((it) => [it.name, it.value] as const),
      ...(only === undefined ? [] : destinationRows(only)),
      ['fails', failureShare > 0 ? `${percent(failureShare)} of its requests` : ''],
    ],
    notes: route.caveats.map(describeCaveat),
  };
}

const ofDestination = (destination: Destination): Known => ({
  title: describeTarget(destination),
  facts: destinationRows(destination),
});

function destinationRows(destination: Destination): readonly DetailFact[] {
  const { target, weight, share, endpoints, failureStatus } = destination;
  const service = target.type === 'service' ? target : undefined;
  const subset = service?.subset;
  return [
    ['Service', service === undefined ? '' : refName(service.service)],
    ['port', service === undefined ? '' : `${service.port} → ${printable(service.targetPort)}`],
    ['subset', subset === undefined ? '' : printable(subset.name)],
    ['DestinationRule', subset === undefined ? '' : refName(subset.destinationRule)],
    ['labels', subset === undefined ? '' : describeLabels(subset.labels)],
    ['weight', share === 1 ? '' : `${weight}, ${percent(share)}`],
    ['endpoints', service === undefined ? '' : `${endpoints.ready} of ${endpoints.total} ready`],
    ['answer', failureStatus === undefined ? '' : String(failureStatus)],
    ...destinationFacts(destination).map((it) => [it.name, it.value] as const),
  ];
}

const ROTATION: Readonly<Record<Pod['inRotation'], string>> = {
  yes: 'yes',
  no: 'no, it gets no requests',
  draining: 'draining',
  'not-listed': 'in no EndpointSlice',
  unknown: 'unknown',
};

const MESH: Readonly<Record<NonNullable<Pod['mesh']>, string>> = {
  sidecar: 'sidecar',
  ambient: 'ambient',
  none: 'no sidecar: plain text only',
};

const ofPod = (pod: Pod, now: number): Known => ({
  title: describeRef(pod.object),
  facts: [
    ['status', printable(pod.status)],
    ['containers', `${pod.readyContainers} of ${pod.containers} ready`],
    ['restarts', pod.restarts === 0 ? '' : String(pod.restarts)],
    ['in rotation', ROTATION[pod.inRotation]],
    ['mesh', pod.mesh === undefined ? '' : MESH[pod.mesh]],
    ['started', pod.startedAt === undefined ? '' : `${age(pod.startedAt, now)} ago`],
    ['address', printable(pod.ip ?? '')],
    ['node', printable(pod.node ?? '')],
    ['labels', describeLabels(pod.labels)],
  ],
});

const NAME_WIDTH = 16;

/** Cut into lines of a pane of this width. */
export function detailLines(
  { title, facts, notes }: Details,
  judgement: Judgement | undefined,
  { width, now, theme }: { readonly width: number; readonly now: number; readonly theme: Theme },
): readonly Spans[] {
  const shown = facts.map(([name, value]) => [theme.shown(name), theme.shown(value)] as const);
  const longest = Math.max(0, ...shown.map(([name]) => name.length));
  const column = Math.min(NAME_WIDTH, longest + 1, Math.floor(width / 2));
  return [
    ...wrap(theme.shown(title), width).map((text): Spans => [{ text, style: 'strong' }]),
    ...(shown.length > 0 ? [[]] : []),
    ...shown.flatMap(([name, value]) => factLines(name, value, column, width)),
    ...judgementLines(judgement, width, now, theme),
    ...notes.flatMap((it) => [
      [],
      ...wrap(theme.shown(it), width).map((text): Spans => [{ text, style: 'dim' }]),
    ]),
  ];
}

function factLines(name: string, value: string, column: number, width: number): readonly Spans[] {
  const parts = wrap(value, Math.max(8, width - column - 1));
  return parts.map((text, index): Spans => [
    { text: (index === 0 ? name : '').padEnd(column + 1), style: 'dim' },
    { text },
  ]);
}

function judgementLines(
  judgement: Judgement | undefined,
  width: number,
  now: number,
  theme: Theme,
): readonly Spans[] {
  if (judgement === undefined) return [];
  const { health } = judgement;
  const words = describeJudgement(judgement, now) ?? health;
  const [first = '', ...rest] = wrap(theme.shown(words), Math.max(8, width - 2));
  const lasting = describeDuration(judgement, now);
  return [
    [],
    [
      { text: `${theme.healthSign(health)} `, style: health },
      { text: first, style: health },
    ],
    ...rest.map((text): Spans => [{ text: `  ${text}`, style: health }]),
    ...(lasting === '' ? [] : [[{ text: `  ${lasting}`, style: 'dim' as const }]]),
  ];
}
