import type { EntryPoint, EntryPointId } from '../../../model/exposure.ts';
import { describeEntry, describeObject, ruleCount } from '../../../text/entry-point.ts';
import { PodTally } from '../../../text/pod-tally.ts';
import { widthOf } from '../../../text/width.ts';
import { rememberEach } from '../../remember.ts';

const address = rememberEach(describeEntry);

/**
 * What the table says of an entry point, each when it is first asked for. From one state to the next most entry points
 * are the same object, and one with tens of thousands of Pods is dear to describe.
 */
export const entryWords = {
  address,
  addressWidth: rememberEach((it: EntryPoint) => widthOf(address(it))),
  objectWidth: rememberEach((it: EntryPoint) => widthOf(describeObject(it))),
  rules: rememberEach(ruleCount),
  pods: rememberEach((it: EntryPoint) => tallyOf(it).count(it)),
};

/** More are not seen at once. */
const MOST_TALLIES = 200;
const tallies = new Map<EntryPointId, PodTally>();

/** That of the state before; what was asked for longest ago goes. */
function tallyOf({ id }: EntryPoint): PodTally {
  const tally = tallies.get(id) ?? new PodTally();
  tallies.delete(id);
  tallies.set(id, tally);
  const [oldest] = tallies.keys();
  if (tallies.size > MOST_TALLIES && oldest !== undefined) tallies.delete(oldest);
  return tally;
}
