import { selectorPicks } from '../../../inventory/labels.ts';
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
      return selectorPicks(selector, { ...found.object.metadata.labels, ...ownName(namespace) })
        ? 'yes'
        : 'no';
    case 'absent':
      return 'no';
    case 'unreadable':
      return selectorPicks(selector, ownName(namespace)) ? 'yes' : 'unknown';
  }
}

/** The API server gives every Namespace its name as a label. */
const ownName = (namespace: string): Labels => ({ 'kubernetes.io/metadata.name': namespace });
