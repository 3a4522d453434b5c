import type { Ingress, IngressClass } from '../../../inventory/kinds.ts';
import type { Reader } from '../../../inventory/reader.ts';
import type { Unreadable } from '../../../model/health.ts';

/** Which class an Ingress has, and which controller is to take that class (I2). */
export type ClassOf =
  | {
      readonly type: 'named';
      readonly name: string;
      readonly by: 'field' | 'annotation' | 'default';
      /** `spec.controller` of the IngressClass of that name. */
      readonly controller?: string;
      /** The IngressClass does not exist, or could not be read; by annotation it need not exist. */
      readonly missing?: 'absent' | Unreadable;
    }
  /** None, and no default: whether a controller takes it is unknown. */
  | { readonly type: 'none'; readonly unread?: Unreadable };

const ANNOTATION = 'kubernetes.io/ingress.class';
const DEFAULT = 'ingressclass.kubernetes.io/is-default-class';

/** The field, else the annotation, else the class that is the cluster's default. */
export function ingressClassOf(ingress: Ingress, objects: Reader<'IngressClass'>): ClassOf {
  const { ingressClassName } = ingress.spec;
  if (ingressClassName !== undefined) return named(ingressClassName, 'field', objects);
  const annotation = annotatedClassOf(ingress);
  if (annotation !== undefined) return named(annotation, 'annotation', objects);
  const fallback = defaultClass(objects);
  if (fallback !== undefined) return named(fallback.metadata.name, 'default', objects);
  const coverage = objects.coverage('IngressClass');
  return {
    type: 'none',
    ...(coverage.type === 'incomplete' && { unread: coverage.reason }),
  };
}

function annotatedClassOf({ metadata }: Ingress): string | undefined {
  const value = metadata.annotations[ANNOTATION]?.trim();
  return value === undefined || value === '' ? undefined : value;
}

/**
 * N39: Istio takes an Ingress by its annotation, which wins over the field, or by a class of its own. Those without any
 * class are its own in one of its modes alone, which no object tells.
 */
export function isIstioIngress(ingress: Ingress, objects: Reader<'IngressClass'>): boolean {
  const annotation = annotatedClassOf(ingress);
  if (annotation !== undefined) return annotation === 'istio';
  const found = ingressClassOf(ingress, objects);
  return (
    found.type === 'named' &&
    (found.controller === ISTIO || (found.controller === undefined && found.name === 'istio'))
  );
}

const ISTIO = 'istio.io/ingress-controller';

/** Of several the newest counts, then the first by name, as the API server's admission has it. */
function defaultClass(objects: Reader<'IngressClass'>): IngressClass | undefined {
  const marked = objects
    .list('IngressClass')
    .filter((it) => it.metadata.annotations[DEFAULT] === 'true');
  return marked.reduce<IngressClass | undefined>(
    (best, it) =>
      best === undefined ||
      (it.metadata.creationTimestamp ?? '') > (best.metadata.creationTimestamp ?? '')
        ? it
        : best,
    undefined,
  );
}

function named(
  name: string,
  by: 'field' | 'annotation' | 'default',
  objects: Reader<'IngressClass'>,
): ClassOf {
  const found = objects.get('IngressClass', '', name);
  switch (found.type) {
    case 'found': {
      const { controller } = found.object.spec;
      return { type: 'named', name, by, ...(controller !== undefined && { controller }) };
    }
    case 'absent':
      return { type: 'named', name, by, missing: 'absent' };
    case 'unreadable':
      return { type: 'named', name, by, missing: found.reason };
  }
}
