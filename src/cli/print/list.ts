import type { EntryPoint } from '../../model/exposure.ts';
import { shortestPaths } from '../../model/object-ref.ts';
import { duration } from '../../text/age.ts';
import {
  describeEntry,
  describeObject,
  describePods,
  describeProvider,
  ruleCount,
} from '../../text/entry-point.ts';
import { describeAddress } from '../../text/listener.ts';
import { printable } from '../../text/printable.ts';
import { describeJudgement } from '../../text/reasons.ts';
import type { Paint } from './paint.ts';
import { type Column, printTable } from './table.ts';

interface ListView {
  readonly entryPoints: readonly EntryPoint[];
  readonly now: number;
  readonly paint: Paint;
  /** Of the terminal. */
  readonly width?: number;
}

export function printList({ entryPoints, now, paint, width }: ListView): string {
  return printTable(entryPoints, columnsOf(now, paint), paint, width);
}

/** With all that there is room for elsewhere; never cut. */
export function printWide({ entryPoints, now, paint }: ListView): string {
  return printTable(
    entryPoints,
    [
      ...columnsOf(now, paint),
      { title: 'HEALTH', cell: ({ judgement }) => judgement.health },
      { title: 'ADDRESSES', cell: addressesOf },
      { title: 'DATA PLANE', cell: ({ dataPlane }) => printable(dataPlane) },
      { title: 'WHY', cell: ({ judgement }) => describeJudgement(judgement, now) ?? '' },
    ],
    paint,
  );
}

/** As `--via` takes them. */
export const printNames = (
  entryPoints: readonly EntryPoint[],
  all: readonly EntryPoint[],
): string => {
  const nameOf = shortestPaths(all.map((it) => it.object));
  return entryPoints.map(({ object }) => `${printable(nameOf(object))}\n`).join('');
};

const columnsOf = (now: number, paint: Paint): readonly Column<EntryPoint>[] => [
  {
    title: '',
    cell: () => ' ',
    paint: ({ judgement }) => paint.sign(judgement.health),
  },
  { title: 'ADDRESS', shrinks: true, cell: describeEntry },
  { title: 'KIND', cell: describeProvider },
  { title: 'ENTRY', shrinks: true, cell: describeObject },
  { title: 'ROUTES', align: 'right', cell: (it) => `${ruleCount(it)}` },
  { title: 'PODS', align: 'right', cell: describePods },
  {
    title: 'SINCE',
    align: 'right',
    cell: ({ judgement }) => (judgement.health === 'healthy' ? '' : duration(judgement, now)),
  },
];

const addressesOf = ({ addresses }: EntryPoint): string => {
  const [first, ...others] = addresses.map(describeAddress);
  return first === undefined ? '' : `${first}${others.length === 0 ? '' : ` +${others.length}`}`;
};
