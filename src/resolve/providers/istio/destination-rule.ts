import type { Reader } from '../../../inventory/reader.ts';
import { serviceHost } from '../../../match/service-host.ts';
import type { Fact } from '../../../model/exposure.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import {
  type BackendRef,
  type BackendTarget,
  definePolicy,
  type PolicyContext,
} from '../../provider.ts';
import {
  type DestinationRules,
  destinationRules,
  type MergedRule,
  ruleFor,
} from './destination-rules.ts';
import { entryEndpoints } from './destinations.ts';
import { lowerPolicy, policyInForce } from './traffic-policy.ts';

const READS = ['DestinationRule', 'Service', 'ServiceEntry', 'WorkloadEntry'] as const;
type Reads = (typeof READS)[number];

/** What a DestinationRule makes of a destination: its subset (N27, N33) and the policy in force (N34). */
export const destinationRule = definePolicy({
  name: 'destination-rule',
  reads: READS,
  prepare: (objects) => {
    const rules = destinationRules(objects);
    return (backend, from) =>
      from.proxy === 'istio' ? applied(backend, from, rules, objects) : backend;
  },
});

function applied(
  backend: BackendRef,
  { namespace, labels }: PolicyContext,
  rules: DestinationRules,
  objects: Reader<Reads>,
): BackendRef {
  const { target, subset } = backend;
  const named = nameOf(target);
  if (named === undefined) return backend;
  const rule = ruleFor(named.host, named.namespace, { namespace, labels }, rules);
  const found = rule?.subsets.find((it) => it.name === subset);
  if (subset !== undefined && found === undefined)
    return { ...backend, target: noSubset(named, rule, namespace, objects) };
  const port = portOf(target, objects);
  const policy = policyInForce(rule?.policy?.policy, found?.policy, port);
  const object = found?.object ?? rule?.policy?.object ?? rule?.object;
  return {
    ...backend,
    ...(found !== undefined && subsetOf(target, found, objects)),
    ...(policy !== undefined && object !== undefined && { policy: lowerPolicy(policy, object) }),
  };
}

interface Named {
  readonly host: string;
  readonly namespace: string;
  readonly object?: ObjectRef;
}

/** The host by which DestinationRules know a target, and whose it is. */
function nameOf(target: BackendTarget): Named | undefined {
  switch (target.type) {
    case 'service': {
      const { namespace, name } = target;
      const object: ObjectRef = { apiVersion: 'v1', kind: 'Service', namespace, name };
      return { host: serviceHost(name, namespace), namespace, object };
    }
    case 'endpoints':
      return { ...target, namespace: target.object.namespace ?? '' };
    case 'external':
      return { ...target, namespace: target.object?.namespace ?? '' };
    case 'unresolved':
      return undefined;
  }
}

function portOf(target: BackendTarget, objects: Reader<'Service'>): number | undefined {
  if (target.type === 'unresolved') return undefined;
  if (typeof target.port === 'number') return target.port;
  if (target.type !== 'service') return undefined;
  const found = objects.get('Service', target.namespace, target.name);
  if (found.type !== 'found') return undefined;
  const { ports } = found.object.spec;
  return target.port === undefined
    ? ports[0]?.port
    : ports.find((it) => it.name === target.port)?.port;
}

/** N27: the cluster is missing. Whether no rule defines it is known only where all that may count were read. */
function noSubset(
  { namespace: serviceNamespace, object }: Named,
  rule: MergedRule | undefined,
  namespace: string | undefined,
  objects: Reader<'DestinationRule'>,
): BackendTarget {
  const places = rule === undefined ? [namespace, serviceNamespace] : [rule.namespace];
  for (const it of places) {
    const coverage = objects.coverage('DestinationRule', it);
    if (coverage.type === 'incomplete')
      return {
        type: 'unresolved',
        because: 'unreadable',
        unreadable: coverage.reason,
        ...(object !== undefined && { object }),
      };
  }
  return {
    type: 'unresolved',
    because: 'no-such-subset',
    ...(rule !== undefined && { object: rule.object }),
  };
}

/** N33, N50: of the destination's endpoints those that carry the subset's labels. */
function subsetOf(
  target: BackendTarget,
  { name, labels, object }: MergedRule['subsets'][number],
  objects: Reader<'ServiceEntry' | 'WorkloadEntry'>,
): Pick<BackendRef, 'target'> & { readonly facts?: readonly Fact[] } {
  switch (target.type) {
    case 'service':
      return { target: { ...target, subset: { name, labels, destinationRule: object } } };
    case 'endpoints': {
      const entry = objects.get('ServiceEntry', target.object.namespace ?? '', target.object.name);
      const facts = [{ name: 'subset', value: name, object }];
      return entry.type === 'found'
        ? { target: { ...target, ...entryEndpoints(entry.object, labels, objects) }, facts }
        : { target, facts };
    }
    case 'external':
      return { target, facts: [{ name: 'subset', value: name, object }] };
    case 'unresolved':
      return { target };
  }
}
