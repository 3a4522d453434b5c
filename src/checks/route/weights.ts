import type { VirtualService } from '../../inventory/kinds.ts';
import { refOf } from '../../inventory/read-object.ts';
import { groupBy } from '../../lib/group.ts';
import { percent } from '../../lib/percent.ts';
import type { Destination } from '../../model/exposure.ts';
import { refKey } from '../../model/object-ref.ts';
import { defineCheck, type Found } from '../check.ts';

export const weights = defineCheck({
  id: 'route/weights',
  severity: 'warning',
  summary: 'The weights of a rule do not mean what they seem to say.',
  explain: `A weight is a part of the sum of all weights of its rule, whatever that sum is. Four slips are told: a total near 100
that is not 100, so that \`90\` is not 90 %; a weight where there is one destination, which takes everything; the same
destination twice, which adds up; and in a VirtualService a destination without a weight beside others that have one, which
gets nothing.

    route:
    - {destination: {host: reviews, subset: v1}, weight: 90}
    - {destination: {host: reviews, subset: v2}, weight: 10}`,
  reads: ['VirtualService'],

  *run({ exposure, objects }) {
    for (const { routes } of exposure.entryPoints)
      for (const { object, rule, action } of routes) {
        if (action.type !== 'forward' || object.kind === 'Ingress' || object.kind === 'Service')
          continue;
        const { destinations } = action;
        const common = { severity: 'warning', object } as const;
        const [only, ...others] = destinations;
        if (only !== undefined && others.length === 0) {
          if (only.weight === 1 || only.weight === 100) continue;
          yield {
            ...common,
            path: `${only.path ?? rule.path}.weight`,
            message: `weight ${only.weight} has no effect: the only destination takes every request`,
            hint: 'Take the weight out, or name the destination that is to get the rest.',
          };
          continue;
        }
        const total = destinations.reduce((sum, it) => sum + it.weight, 0);
        if (isSlip(total, destinations))
          yield {
            ...common,
            path: rule.path,
            message: `the weights add up to ${total}: ${destinations
              .filter((it) => it.weight > 0)
              .map((it) => `${it.weight} is ${percent(it.share)}`)
              .join(', ')}`,
            hint: 'Let them add up to 100.',
          };
        for (const [first, second] of groupBy(destinations.filter(isPlain), keyOf).values())
          if (first !== undefined && second !== undefined)
            yield {
              ...common,
              path: second.path ?? rule.path,
              message: `${second.ref} stands twice in the rule: together it gets ${percent(first.share + second.share)}`,
              hint: 'Make one of the two, or name the destination that was meant.',
            };
      }
    yield* withoutWeight(objects.list('VirtualService'));
  },
});

/** 33, 33, 33 is meant; 90 and 20 is not. */
const isSlip = (total: number, all: readonly Destination[]): boolean =>
  total !== 100 &&
  total >= 90 &&
  total <= 110 &&
  all.some((it) => it.weight >= 10) &&
  new Set(all.map((it) => it.weight)).size > 1;

/** One that is changed on its way may stand beside itself. */
const isPlain = ({ modifiers, target, weight }: Destination): boolean =>
  modifiers === undefined && target.type === 'service' && weight > 0;

const keyOf = ({ target, ref }: Destination): string =>
  target.type === 'service'
    ? `${refKey(target.service)} ${target.port} ${target.subset?.name ?? ''}`
    : ref;

function* withoutWeight(services: readonly VirtualService[]): Iterable<Found> {
  for (const service of services)
    for (const section of ['http', 'tls', 'tcp'] as const)
      for (const [rule, { route }] of service.spec[section].entries()) {
        if (route.length < 2 || !route.some((it) => (it.weight ?? 0) > 0)) continue;
        for (const [index, { weight, destination }] of route.entries()) {
          if (weight !== undefined) continue;
          const object = refOf(service);
          const path = `spec.${section}[${rule}].route[${index}]`;
          yield {
            severity: 'warning',
            object,
            path,
            message: `${destination.host ?? 'the destination'} has no weight, and others of the rule have one: it gets no request`,
            hint: 'Give it a weight.',
          };
        }
      }
}
