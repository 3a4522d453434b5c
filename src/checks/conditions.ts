import type { KubeObject } from '../inventory/kinds.ts';
import type { Condition } from '../inventory/shapes/meta.ts';

/** A condition that says `status` of the present version of an object. */
export const conditionOf = (
  { metadata }: KubeObject,
  conditions: readonly Condition[],
  type: string,
  status: 'True' | 'False',
): Condition | undefined =>
  conditions.find(
    (it) =>
      it.type === type &&
      it.status === status &&
      (it.observedGeneration === undefined ||
        metadata.generation === undefined ||
        it.observedGeneration >= metadata.generation),
  );

/** `Accepted: NotAllowedByListeners, …`, as the controller puts it. */
export const conditionText = ({ type = '', reason = '', message = '' }: Condition): string =>
  `${type}: ${reason}${message.trim() === '' ? '' : `, ${message.trim()}`}`;
