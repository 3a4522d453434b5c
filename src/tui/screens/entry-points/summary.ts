import type { EntryPoint } from '../../../model/exposure.ts';
import {
  describeEntry,
  describeObject,
  describePods,
  ruleCount,
} from '../../../text/entry-point.ts';
import { widthOf } from '../../../text/width.ts';
import { rememberEach } from '../../remember.ts';

/**
 * What the table says of an entry point, each when it is first asked for. From one state to the next most entry points
 * are the same object, and one with tens of thousands of Pods is dear to describe.
 */
export const summaryOf = {
  address: rememberEach(describeEntry),
  addressWidth: rememberEach((it: EntryPoint) => widthOf(describeEntry(it))),
  objectWidth: rememberEach((it: EntryPoint) => widthOf(describeObject(it))),
  rules: rememberEach(ruleCount),
  pods: rememberEach(describePods),
};
