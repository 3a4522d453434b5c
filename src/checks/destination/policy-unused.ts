import type { Kinds } from '../../inventory/kinds.ts';
import { refOf } from '../../inventory/read-object.ts';
import type { Reader } from '../../inventory/reader.ts';
import { by } from '../../lib/order.ts';
import { defineCheck, type Found } from '../check.ts';
import { conditionOf, conditionText } from '../conditions.ts';
import { kubectlPatch } from '../kubectl.ts';
import { nearestName } from '../nearest.ts';
import { shortListing } from '../words.ts';

type Policy = Kinds['BackendTLSPolicy'];
type Target = Policy['spec']['targetRefs'][number];
type Objects = Reader<'BackendTLSPolicy' | 'Service'>;

export const policyUnused = defineCheck({
  id: 'destination/policy-unused',
  severity: 'warning',
  summary: 'A BackendTLSPolicy, or a part of it, is in force for nothing.',
  explain: `A BackendTLSPolicy makes the gateway speak TLS to the Pods of a Service in its own namespace. Where the Service, or
the port that \`sectionName\` names, does not exist, nothing is made of it. Of two policies for one target the older counts;
of two of one age, the first by name. Until it is mended the gateway speaks plain text to Pods that want TLS, and clients
get 400, 502 or 503.

    targetRefs: [{group: "", kind: Service, name: web, sectionName: https}]   # a port's name`,
  reads: ['BackendTLSPolicy', 'Service'],

  *run({ objects }) {
    for (const policy of objects.list('BackendTLSPolicy')) {
      const own = policy.spec.targetRefs.flatMap((target, index) => {
        const at = `spec.targetRefs[${index}]`;
        return ofTarget(policy, target, at, objects) ?? [];
      });
      yield* own.length > 0 ? own : saidByController(policy);
    }
  },
});

function ofTarget(policy: Policy, target: Target, at: string, objects: Objects): Found | undefined {
  const object = refOf(policy);
  const { namespace = '' } = policy.metadata;
  const { name = '', sectionName } = target;
  if (target.kind !== 'Service' || (target.group ?? '') !== '') return undefined;
  const found = objects.get('Service', namespace, name);
  if (found.type === 'unreadable') return undefined;
  if (found.type === 'absent')
    return missing(object, `${at}.name`, `there is no Service ${name}: the policy is for nobody`, {
      name,
      names: objects.inNamespace('Service', namespace).map((it) => it.metadata.name),
    });
  const ports = found.object.spec.ports.flatMap((it) => it.name ?? []);
  if (sectionName !== undefined && !ports.includes(sectionName))
    return missing(
      object,
      `${at}.sectionName`,
      `Service ${name} has no port called ${sectionName}${ports.length === 0 ? '' : `, only ${shortListing(ports)}`}: the policy is for nobody`,
      { name: sectionName, names: ports },
    );
  const first = policiesFor(target, namespace, objects)[0];
  return first === undefined || first === policy
    ? undefined
    : {
        severity: 'warning',
        object,
        path: at,
        message: `BackendTLSPolicy ${first.metadata.name} has the same target, and comes first: this one is not used`,
        hint: 'Put what is meant into one policy.',
      };
}

function missing(
  object: Found['object'],
  path: string,
  message: string,
  { name, names }: { readonly name: string; readonly names: readonly string[] },
): Found {
  const near = nearestName(name, names);
  return {
    severity: 'warning',
    object,
    path,
    message,
    ...(near !== undefined && { hint: `Is ${near} meant?`, fix: kubectlPatch(object, path, near) }),
  };
}

const policiesFor = (target: Target, namespace: string, objects: Objects): readonly Policy[] =>
  objects
    .inNamespace('BackendTLSPolicy', namespace)
    .filter(({ spec }) =>
      spec.targetRefs.some(
        (it) =>
          it.kind === target.kind &&
          it.name === target.name &&
          it.sectionName === target.sectionName,
      ),
    )
    .toSorted(
      by(
        ({ metadata }) => metadata.creationTimestamp ?? '',
        ({ metadata }) => metadata.name,
      ),
    );

/** What nothing here explains. */
function* saidByController(policy: Policy): Iterable<Found> {
  for (const { conditions } of policy.status.ancestors) {
    const said = ['Accepted', 'ResolvedRefs']
      .map((it) => conditionOf(policy, conditions, it, 'False'))
      .find((it) => it !== undefined);
    if (said === undefined) continue;
    yield {
      severity: 'warning',
      object: refOf(policy),
      path: 'spec',
      message: `its controller does not use it (${conditionText(said)})`,
      hint: 'Mend what the message names.',
      ...(said.lastTransitionTime !== undefined && { since: said.lastTransitionTime }),
    };
    return;
  }
}
