import type { Kind, Served } from '../../../inventory/kinds.ts';
import { BETA_ENDPOINT_SLICE, ENDPOINT_SLICE, POD, SERVICE } from '../protobuf/kinds.ts';
import type { Message } from '../protobuf/message.ts';

/** What is read of a list. */
export interface ListForm {
  /** Of an item: asks for protocol buffers instead of JSON. */
  readonly message?: Message;
  /** Half of a Pod, a third of a rule, and nothing that is kept. */
  readonly leaveOutManagedFields: boolean;
}

/** All of each object, as JSON: where it is shown as it is. */
export const WHOLE: ListForm = { leaveOutManagedFields: false };

/** Pods are nearly all of a cluster's bytes, slices and Services come next; custom resources have JSON alone. */
const MESSAGES: ReadonlyMap<string, Message> = new Map([
  ['Pod v1', POD],
  ['Service v1', SERVICE],
  ['EndpointSlice v1', ENDPOINT_SLICE],
  ['EndpointSlice v1beta1', BETA_ENDPOINT_SLICE],
]);

/** As what a server serves it. */
export function listFormOf(kind: Kind, served: Served): ListForm {
  // Core Endpoints stand in for slices, and are other messages.
  const isItself = served.kind === undefined;
  const found = isItself ? MESSAGES.get(`${kind} ${served.version}`) : undefined;
  return { leaveOutManagedFields: true, ...(found !== undefined && { message: found }) };
}
