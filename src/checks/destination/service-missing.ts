import { percent } from '../../lib/percent.ts';
import type { Destination } from '../../model/exposure.ts';
import type { ObjectRef } from '../../model/object-ref.ts';
import { defineCheck, type Found } from '../check.ts';
import { kubectlPatch } from '../kubectl.ts';
import { nearestName } from '../nearest.ts';
import { fieldOf } from './fields.ts';

export const serviceMissing = defineCheck({
  id: 'destination/service-missing',
  severity: 'error',
  summary: 'A rule leads to a Service that does not exist.',
  explain: `Requests for this destination have nowhere to go: its part of them is answered with 503 or 500, and later rules
are not tried. Most often the name has a slip, or the Service is in another namespace than the rule, or was deleted.

    route:
    - destination: {host: reveiws}     # the Service is called reviews

A short name is looked up in the namespace of the rule; write \`reviews.shop.svc.cluster.local\` for another one.`,
  reads: ['Service'],

  *run({ uses, objects }) {
    for (const { route, destination } of uses.all) {
      const { target, ref, share, path = route.rule.path } = destination;
      if (target.type !== 'unresolved') continue;
      if (target.because !== 'absent' && target.because !== 'unknown-host') continue;
      const { object } = route;
      const services = objects.inNamespace('Service', namespaceOf(destination, object));
      const host = ref.replace(/:.*/, '').replace(/^.*\//, '');
      const name = host.replace(/\..*/, '');
      const near = nearestName(
        name,
        services.map((it) => it.metadata.name),
      );
      const elsewhere = near === undefined ? elsewhereOf(name, objects.list('Service')) : [];
      const field = fieldOf(object, path, 'name');
      yield {
        severity: share > 0 ? 'error' : 'warning',
        object,
        path: field ?? path,
        message: `${ref} does not exist${share > 0 && share < 1 ? `: ${percent(share)} of the rule's requests fail` : ''}`,
        ...hintOf(near, elsewhere),
        ...(near !== undefined &&
          field !== undefined && {
            fix: kubectlPatch(object, field, host.replace(name, near)),
          }),
      } satisfies Found;
    }
  },
});

/** Where its Service was looked for. */
const namespaceOf = ({ target }: Destination, object: ObjectRef): string =>
  (target.type === 'unresolved' ? target.object?.namespace : undefined) ?? object.namespace ?? '';

const elsewhereOf = (
  name: string,
  services: readonly {
    readonly metadata: { readonly name: string; readonly namespace?: string };
  }[],
): readonly string[] =>
  services
    .filter(({ metadata }) => metadata.name === name)
    .map(({ metadata }) => metadata.namespace ?? '')
    .slice(0, 3);

function hintOf(near: string | undefined, elsewhere: readonly string[]): Pick<Found, 'hint'> {
  if (near !== undefined) return { hint: `Is Service ${near} meant?` };
  const [first] = elsewhere;
  if (first === undefined) return {};
  return {
    hint: `There is a Service of that name in namespace ${elsewhere.join(', ')}: name the namespace.`,
  };
}
