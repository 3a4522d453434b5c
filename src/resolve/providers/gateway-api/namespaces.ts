import type { Labels } from '../../../inventory/reader.ts';
import type { LabelSelector } from '../../../inventory/shapes/meta.ts';
import type { Objects } from './objects.ts';

/** Which namespaces an `allowedRoutes` or `allowedListeners` admits; `unknown` where the Namespace cannot be read. */
export type Admission = 'yes' | 'no' | 'unknown';

/** G3. */
export function admits(
  rule: { readonly from?: string; readonly selector?: LabelSelector } | undefined,
  otherwise: 'Same' | 'None',
  own: string,
  asking: string,
  objects: Objects,
): Admission {
  switch (rule?.from ?? otherwise) {
    case 'All':
      return 'yes';
    case 'Same':
      return asking === own ? 'yes' : 'no';
    case 'Selector':
      return selects(rule?.selector, asking, objects);
    default:
      return 'no';
  }
}

function selects(
  selector: LabelSelector | undefined,
  namespace: string,
  objects: Objects,
): Admission {
  if (selector === undefined) return 'no';
  const found = objects.get('Namespace', '', namespace);
  switch (found.type) {
    case 'found':
      return selectorMatches(selector, { ...found.object.metadata.labels, ...ownName(namespace) })
        ? 'yes'
        : 'no';
    case 'absent':
      return 'no';
    case 'unreadable':
      return selectorMatches(selector, ownName(namespace)) ? 'yes' : 'unknown';
  }
}

/** The API server gives every Namespace its name as a label. */
const ownName = (namespace: string): Labels => ({ 'kubernetes.io/metadata.name': namespace });

function selectorMatches(
  { matchLabels, matchExpressions }: LabelSelector,
  labels: Labels,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key = '', operator = '', values }) => {
      const value = labels[key];
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          return false;
      }
    })
  );
}
