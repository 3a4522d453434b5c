import type { Kind } from '../../../inventory/kinds.ts';
import { POD } from '../protobuf/kinds.ts';
import type { Message } from '../protobuf/message.ts';

/** What is read of a list. */
export interface ListForm {
  /** Of an item: asks for protocol buffers instead of JSON. */
  readonly message?: Message;
  /** Half of a Pod, and nothing that is read. */
  readonly leaveOutManagedFields: boolean;
}

/** All of each object, as JSON: of the kinds that route, managedFields tell who changed what. */
export const WHOLE: ListForm = { leaveOutManagedFields: false };

/** Pods are nearly all of a cluster's bytes; custom resources have no other form than JSON. */
const PODS: ListForm = { message: POD, leaveOutManagedFields: true };

export const listFormOf = (kind: Kind): ListForm => (kind === 'Pod' ? PODS : WHOLE);
