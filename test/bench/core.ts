import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { floorRow, limitRow, ratioRow, type Row } from './table.ts';
import { BIG } from './world.ts';

const MEASURES = {
  checks: () => import('./measures/checks.ts'),
  hostile: () => import('./measures/hostile.ts'),
  patterns: () => import('./measures/patterns.ts'),
  resolve: () => import('./measures/resolve.ts'),
  select: () => import('./measures/select.ts'),
  trace: () => import('./measures/trace.ts'),
};
type MeasureName = keyof typeof MEASURES;

export const isMeasure = (name: string): name is MeasureName => Object.hasOwn(MEASURES, name);

/** What runs in a process of its own; prints its figures. */
export async function runMeasure(name: MeasureName): Promise<void> {
  const { measure } = await MEASURES[name]();
  console.log(JSON.stringify(await measure()));
}

/** Each in a process of its own, by plain Node: no transpiler's helpers, no other's garbage. */
function measured(name: MeasureName): (figure: string) => number {
  const output = execFileSync(
    process.execPath,
    ['--expose-gc', join(import.meta.dirname, 'bench.ts'), name],
    { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
  );
  const figures = JSON.parse(output) as Readonly<Record<string, number>>;
  return (figure) => figures[figure] ?? Number.NaN;
}

export const coreRows = (): readonly Row[] => [
  ...resolveRows(),
  ...checkRows(),
  ...selectRows(),
  ...traceRows(),
  ...hostileRows(),
];

/** Whatever they look at, checks take less than what made it. */
function checkRows(): readonly Row[] {
  const of = measured('checks');
  const rows = (name: string, what: string): readonly Row[] => {
    const share = of(`${name}Share`);
    return [
      { what: `all checks: ${what}`, figure: `${of(`${name}CheckMs`).toFixed(0)} ms` },
      {
        what: '… as a part of the time to resolve',
        figure: `${share.toFixed(2)} ×`,
        value: share,
        budget: 1,
        limit: '≤ 1 ×',
      },
    ];
  };
  return [
    ...rows('big', `${BIG.services} Services, ${BIG.pods} Pods`),
    ...rows('virtualServices', '500 VirtualServices of 20 matches'),
    ...rows('httpRoutes', '2000 HTTPRoutes'),
  ];
}

function resolveRows(): readonly Row[] {
  const of = measured('resolve');
  const world = [
    `${BIG.services} Services`,
    `${BIG.pods} Pods`,
    `${BIG.virtualServices} VirtualServices`,
  ].join(', ');
  return [
    { what: `${world}: project objects`, figure: `${of('readMs').toFixed(0)} ms` },
    { what: 'resolve them, the first time', figure: `${of('firstMs').toFixed(0)} ms` },
    { what: 'resolve them again', figure: `${of('againMs').toFixed(0)} ms` },
    {
      what: 'memory that they and the result keep',
      figure: `${of('keptMegabytes').toFixed(0)} MB`,
    },
  ];
}

function selectRows(): readonly Row[] {
  const of = measured('select');
  return [
    floorRow('one pass over the labels of all Pods', [of('passMs')]),
    ratioRow('which Pods each Service selects', [of('selectMs')], [of('passMs')], 2),
  ];
}

/** What is made to harm costs little. */
function hostileRows(): readonly Row[] {
  const pattern = measured('patterns')('slowestMs');
  const of = measured('hostile');
  const inputs = `of ${of('inputs')} inputs made to harm \`check -f\``;
  return [
    limitRow('the slowest of 200 patterns that explode elsewhere', pattern, 50, 'ms'),
    limitRow(`the slowest ${inputs}`, of('slowestMs'), 2000, 'ms'),
    limitRow('… and the most memory that the process ever had', of('megabytes'), 300, 'MB'),
  ];
}

function traceRows(): readonly Row[] {
  const of = measured('trace');
  const rows = (name: string, label: string): readonly Row[] => [
    { what: `requests traced: ${label}`, figure: `${thousands(of(`${name}1`))} a second` },
    growth('at 2 × the size', of(`${name}1`) / of(`${name}2`)),
    growth('at 4 × the size', of(`${name}1`) / of(`${name}4`)),
  ];
  return [
    ...rows('virtualServices', '500 VirtualServices of 20 matches'),
    ...rows('httpRoutes', '2000 HTTPRoutes'),
  ];
}

/** A lookup by host takes as long in a large world as in a small one; a scan takes four times as long in one of four times the size. */
const growth = (what: string, value: number): Row => ({
  what: `… time for one ${what}`,
  figure: `${value.toFixed(2)} ×`,
  value,
  budget: 1.5,
  limit: '≤ 1.5 ×',
});

const thousands = (value: number): string => `${Math.round(value / 1000)},000`;
