import type { DestinationRule } from '../../../inventory/kinds.ts';
import { carries } from '../../../inventory/labels.ts';
import { refOf } from '../../../inventory/read-object.ts';
import type { Labels, Reader } from '../../../inventory/reader.ts';
import { ROOT_NAMESPACE } from '../../../inventory/root-namespace.ts';
import type { IstioTrafficPolicy } from '../../../inventory/shapes/istio.ts';
import { by } from '../../../lib/order.ts';
import { completeName } from '../../../match/service-host.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import { covers, isWildcard } from './host-names.ts';

/** Several DestinationRules for one host as one (N31). */
export interface MergedRule {
  /** The first that was merged. */
  readonly object: ObjectRef;
  readonly namespace: string;
  readonly exportTo: ReadonlySet<string>;
  /** Applies to clients with these labels alone. */
  readonly selector?: Labels;
  readonly policy?: { readonly policy: IstioTrafficPolicy; readonly object: ObjectRef };
  readonly subsets: readonly MergedSubset[];
}

interface MergedSubset {
  readonly name: string;
  readonly labels: Labels;
  readonly policy?: IstioTrafficPolicy;
  readonly object: ObjectRef;
}

type ByHost = Map<string, MergedRule[]>;

/** Rules by where they are looked for (N30). */
export interface DestinationRules {
  /** What clients in the rule's own namespace see. */
  readonly local: ReadonlyMap<string, ByHost>;
  readonly exported: ReadonlyMap<string, ByHost>;
  /** Of the root namespace, those for itself alone. */
  readonly rootLocal: ByHost;
}

/** Rules with a workload selector first, then older first. */
const inOrder = by<DestinationRule>(
  (it) => (it.spec.workloadSelector === undefined ? 1 : 0),
  (it) => it.metadata.creationTimestamp ?? '',
  (it) => it.metadata.name,
  (it) => it.metadata.namespace ?? '',
);

export function destinationRules(objects: Reader<'DestinationRule'>): DestinationRules {
  const local = new Map<string, ByHost>();
  const exported = new Map<string, ByHost>();
  const rootLocal: ByHost = new Map();
  const shelf = (shelves: Map<string, ByHost>, namespace: string): ByHost => {
    const found = shelves.get(namespace) ?? new Map<string, MergedRule[]>();
    shelves.set(namespace, found);
    return found;
  };
  for (const rule of objects.list('DestinationRule').toSorted(inOrder)) {
    const { namespace = '' } = rule.metadata;
    // One with a workload selector is never exported.
    const exportTo = new Set(rule.spec.workloadSelector === undefined ? rule.spec.exportTo : ['.']);
    const merged = single(rule, namespace, exportTo);
    if (exportTo.size === 0 || ['*', '.', namespace].some((it) => exportTo.has(it)))
      add(shelf(local, namespace), rule, merged);
    const isPrivate = exportTo.size === 1 && (exportTo.has('.') || exportTo.has(namespace));
    if (!isPrivate) add(shelf(exported, namespace), rule, merged);
    else if (namespace === ROOT_NAMESPACE) add(rootLocal, rule, merged);
  }
  return { local, exported, rootLocal };
}

function single(
  rule: DestinationRule,
  namespace: string,
  exportTo: ReadonlySet<string>,
): MergedRule {
  const object = refOf(rule);
  const { trafficPolicy, subsets, workloadSelector } = rule.spec;
  return {
    object,
    namespace,
    exportTo,
    ...(workloadSelector !== undefined && { selector: workloadSelector.matchLabels }),
    ...(trafficPolicy !== undefined && { policy: { policy: trafficPolicy, object } }),
    subsets: subsets.map((it) => ({
      name: it.name ?? '',
      labels: it.labels,
      ...(it.trafficPolicy !== undefined && { policy: it.trafficPolicy }),
      object,
    })),
  };
}

/** N31: joined with one that is exported alike and chooses the same clients; else it stands apart. */
function add(shelf: ByHost, rule: DestinationRule, merged: MergedRule): void {
  const host = completeName(rule.spec.host ?? '', merged.namespace);
  const known = shelf.get(host);
  if (known === undefined) {
    shelf.set(host, [merged]);
    return;
  }
  let apart = true;
  for (const [index, it] of known.entries()) {
    apart = !sameSet(it.exportTo, merged.exportTo);
    if (apart && !(it.exportTo.size > 0 && isSuperset(merged.exportTo, it.exportTo))) continue;
    if (it.selector !== undefined && merged.selector !== undefined) {
      if (!sameLabels(it.selector, merged.selector)) {
        apart = true;
        continue;
      }
      apart = false;
    } else if (it.selector === undefined && merged.selector === undefined) apart = false;
    known[index] = joined(it, merged);
  }
  if (apart) known.push(merged);
}

function joined(first: MergedRule, second: MergedRule): MergedRule {
  const names = new Set(first.subsets.map((it) => it.name));
  const policy = first.policy ?? second.policy;
  return {
    ...first,
    ...(policy !== undefined && { policy }),
    subsets: [...first.subsets, ...second.subsets.filter((it) => !names.has(it.name))],
  };
}

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && isSuperset(a, b);

const isSuperset = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  [...b].every((it) => a.has(it));

const sameLabels = (a: Labels, b: Labels): boolean => carries(b, a) && carries(a, b);

export interface Client {
  readonly namespace: string | undefined;
  readonly labels: Labels;
}

/** N30: the most specific one in the first place that has one. */
export function ruleFor(
  host: string,
  serviceNamespace: string,
  client: Client,
  rules: DestinationRules,
): MergedRule | undefined {
  const { namespace } = client;
  const own =
    namespace === undefined
      ? undefined
      : namespace === ROOT_NAMESPACE
        ? rules.rootLocal
        : rules.local.get(namespace);
  const found =
    mostSpecific(host, own) ??
    exportedTo(namespace, mostSpecific(host, rules.exported.get(serviceNamespace))) ??
    exportedTo(namespace, mostSpecific(host, rules.exported.get(ROOT_NAMESPACE)));
  return found === undefined ? undefined : chosenFor(client, found);
}

function mostSpecific(host: string, shelf: ByHost | undefined): readonly MergedRule[] | undefined {
  if (shelf === undefined) return undefined;
  const exact = shelf.get(host);
  if (exact !== undefined) return exact;
  let best: string | undefined;
  for (const it of shelf.keys())
    if (isWildcard(it) && covers(it, host) && it.length > (best?.length ?? 0)) best = it;
  return best === undefined ? undefined : shelf.get(best);
}

function exportedTo(
  namespace: string | undefined,
  rules: readonly MergedRule[] | undefined,
): readonly MergedRule[] | undefined {
  const seen = rules?.filter(
    ({ exportTo }) =>
      exportTo.size === 0 ||
      exportTo.has('*') ||
      (namespace === undefined ? !exportTo.has('~') : exportTo.has(namespace)),
  );
  return seen === undefined || seen.length === 0 ? undefined : seen;
}

/** N31: one that selects this client, else the one for all. */
function chosenFor(
  { namespace, labels }: Client,
  rules: readonly MergedRule[],
): MergedRule | undefined {
  return (
    rules.find(
      (it) =>
        it.selector !== undefined && it.namespace === namespace && carries(labels, it.selector),
    ) ?? rules.findLast((it) => it.selector === undefined)
  );
}
