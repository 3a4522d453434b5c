import { refOf } from '../../inventory/read-object.ts';
import { groupBy } from '../../lib/group.ts';
import type { EntryPoint } from '../../model/exposure.ts';
import { defineCheck, type Found } from '../check.ts';
import { conditionOf, conditionText } from '../conditions.ts';
import { impactOfAll } from '../impact.ts';
import { kubectlPatch } from '../kubectl.ts';
import { nearestName } from '../nearest.ts';
import { shortListing } from '../words.ts';

export const noController = defineCheck({
  id: 'entry-point/no-controller',
  severity: 'error',
  summary: 'No controller serves an entry point: its class does not exist, or is refused.',
  explain: `An Ingress or a Gateway does nothing by itself: its class names the controller that makes a proxy answer for it. A
class that does not exist is nobody's, so its requests get no answer, and no event says so. Name a class that exists, or
install the controller that brings the class:

    spec: {ingressClassName: nginx}      # kubectl get ingressclasses
    spec: {gatewayClassName: istio}      # kubectl get gatewayclasses

An address in the status proves nothing: the controller of a former class leaves its own there, and answers 404 at it.

A GatewayClass that its controller does not accept has wrong parameters, or asks for what the controller cannot do.`,
  reads: ['Ingress', 'IngressClass', 'GatewayClass'],

  *run({ exposure, objects }) {
    for (const entryPoint of exposure.entryPoints) {
      const { object, className } = entryPoint;
      if (object.kind !== 'Ingress' || className === undefined || !isUnserved(entryPoint)) continue;
      const found = objects.get('Ingress', object.namespace ?? '', object.name);
      const byField = found.type !== 'found' || found.object.spec.ingressClassName !== undefined;
      yield missing(entryPoint, {
        kind: 'IngressClass',
        className,
        ...(byField
          ? { path: 'spec.ingressClassName' }
          : {
              path: `metadata.annotations.${ANNOTATION}`,
              edit: `metadata.annotations['${ANNOTATION}']`,
            }),
        names: objects.list('IngressClass').map((it) => it.metadata.name),
      });
    }
    const classes = groupBy(
      exposure.entryPoints.filter((it) => it.provider === 'gateway-api'),
      (it) => it.className ?? '',
    );
    for (const [className, entryPoints] of classes) {
      const found = objects.get('GatewayClass', '', className);
      if (found.type === 'absent') {
        const names = objects.list('GatewayClass').map((it) => it.metadata.name);
        const path = 'spec.gatewayClassName';
        for (const it of entryPoints)
          yield missing(it, { kind: 'GatewayClass', className, path, names });
      }
      if (found.type !== 'found') continue;
      const said = conditionOf(found.object, found.object.status.conditions, 'Accepted', 'False');
      if (said === undefined) continue;
      yield {
        severity: 'error',
        object: refOf(found.object),
        path: 'spec',
        message: `its controller does not accept the class (${conditionText(said)})`,
        hint: 'Mend what the message names; until then no Gateway of the class is served.',
        impact: impactOfAll(entryPoints),
        ...(said.lastTransitionTime !== undefined && { since: said.lastTransitionTime }),
      };
    }
  },
});

const ANNOTATION = 'kubernetes.io/ingress.class';

/** H6: broken only where the class is known not to exist, and nobody takes it by the old annotation. */
const isUnserved = ({ wayIn }: EntryPoint): boolean =>
  wayIn.some(
    ({ type, judgement }) =>
      type === 'controller' &&
      judgement.health === 'broken' &&
      judgement.reason?.type === 'no-controller',
  );

interface Missing {
  readonly kind: 'IngressClass' | 'GatewayClass';
  readonly className: string;
  readonly path: string;
  /** As an edit writes it, where that differs. */
  readonly edit?: string;
  readonly names: readonly string[];
}

function missing(
  entryPoint: EntryPoint,
  { kind, className, path, edit = path, names }: Missing,
): Found {
  const { object, created } = entryPoint;
  const near = nearestName(className, names) ?? onlyLike(className, names);
  return {
    severity: 'error',
    object,
    path,
    message: `no controller serves it: there is no ${kind} ${className}`,
    hint:
      near !== undefined
        ? `Is class ${near} meant?`
        : names.length === 0
          ? `There is no ${kind} at all: install a controller.`
          : `There ${names.length === 1 ? 'is' : 'are'} ${shortListing(names)}.`,
    command: `kubectl get ${kind.toLowerCase()}es`,
    impact: impactOfAll([entryPoint]),
    ...(near !== undefined && { fix: kubectlPatch(object, edit, near) }),
    ...(created !== undefined && { since: created }),
  };
}

/** `nginx-internal` may mean `nginx`, where that is the only one that it can mean. */
function onlyLike(name: string, names: readonly string[]): string | undefined {
  const like = names.filter((it) => it.startsWith(name) || name.startsWith(it));
  return like.length === 1 ? like[0] : undefined;
}
