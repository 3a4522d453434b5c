import type { ObjectRef } from '../model/object-ref.ts';
import { printable } from './printable.ts';

/** `shop/reviews`, or the name alone for objects of the cluster. */
export const refName = ({ namespace, name }: Omit<ObjectRef, 'apiVersion' | 'kind'>): string =>
  printable(namespace === undefined ? name : `${namespace}/${name}`);

/** `VirtualService shop/reviews`. */
export const describeRef = (ref: ObjectRef): string => `${printable(ref.kind)} ${refName(ref)}`;

/** The name alone where the reader is in that namespace already. */
export const nearName = (ref: ObjectRef, namespace: string | undefined): string =>
  ref.namespace === namespace ? printable(ref.name) : refName(ref);
