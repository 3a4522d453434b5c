import type { Reader } from '../inventory/reader.ts';
import type { EntryPoint, Exposure, Hop } from '../model/exposure.ts';
import type { Trace } from '../model/trace.ts';
import type { Journey } from './follow.ts';

/**
 * Where Pods must be read yet before a request can be answered: those behind its rule, and those before it. Where a
 * proxy's Pods can be anywhere, and are not where one would look first, that is everywhere.
 */
export function neededNamespaces(
  { trace, followed }: Journey,
  { entryPoints }: Exposure,
  known: ReadonlySet<string>,
): readonly string[] {
  const traces = [trace, ...followed].flatMap(withBranches);
  const asked = new Set(traces.map((it) => it.entryPoint));
  // Gateways are few, and which of them answers may hang on where their Pods are.
  const ways = entryPoints.filter((it) => it.provider !== 'service' || asked.has(it.id));
  const here = [...ways.flatMap(namespacesBefore), ...traces.flatMap(namespacesBehind)];
  const unread = new Set(here.filter((it) => !known.has(it)));
  if (unread.size > 0) return [...unread];
  const isHidden = !known.has(EVERYWHERE) && ways.some((it) => it.wayIn.some(isUnread));
  return isHidden ? [EVERYWHERE] : [];
}

const EVERYWHERE = '';

/**
 * Where a proxy's Pods are likely to be: beside a Service with an address of its own. They decide what every rule is
 * tried by, so that with them at hand rules are worked out once. Where there are many, none is likelier than another.
 */
export function likelyNamespaces(objects: Reader<'Service'>): readonly string[] {
  const addressed = objects.list('Service').filter(({ spec }) => spec.type === 'LoadBalancer');
  const namespaces = new Set(addressed.map((it) => it.metadata.namespace ?? ''));
  return namespaces.size > MOST_LIKELY ? [] : [...namespaces];
}

const MOST_LIKELY = 3;

const isUnread = ({ judgement: { reason } }: Hop): boolean =>
  reason?.type === 'unreadable' && reason.because === 'not-listed';

/** Without a Service or workload that tells, a proxy is looked for beside the object that it serves. */
function namespacesBefore({ wayIn, object }: EntryPoint): readonly string[] {
  const told = wayIn.flatMap(namespaceOfHop);
  return told.length > 0 || object.namespace === undefined ? told : [object.namespace];
}

const withBranches = (trace: Trace): readonly Trace[] => [
  trace,
  ...trace.branches.flatMap(withBranches),
];

const namespacesBehind = ({ destinations, route }: Trace): readonly string[] =>
  [...destinations, ...(route?.action.type === 'forward' ? route.action.destinations : [])].flatMap(
    ({ target }) => {
      if (target.type === 'service') return target.service.namespace ?? [];
      return target.object?.namespace ?? [];
    },
  );

const namespaceOfHop = (hop: Hop): readonly string[] =>
  [
    'service' in hop ? hop.service?.namespace : undefined,
    'workload' in hop ? hop.workload?.namespace : undefined,
    ...('pods' in hop ? hop.pods.map((it) => it.object.namespace) : []),
  ].filter((it) => it !== undefined);
