import { clusterRows } from './cluster/rows.ts';
import { commandRows } from './commands.ts';
import { coreRows, isMeasure, runMeasure } from './core.ts';
import { firstFrameRows } from './first-frame.ts';
import { busyRows, keyToFrameRows } from './key-to-frame.ts';
import { packageRow } from './package.ts';
import { preparedRows } from './prepared/rows.ts';
import { tableOf, verdictOf } from './table.ts';

/** `npm run bench`: what meshpath costs, as ratios to floors measured in the same run, and whether budgets hold. */
const [name] = process.argv.slice(2);
if (name !== undefined && isMeasure(name)) await runMeasure(name);
else await benchmark();

async function benchmark(): Promise<void> {
  const size = packageRow();
  const rows = [
    ...commandRows(),
    ...(await firstFrameRows()),
    ...(await keyToFrameRows()),
    ...(await busyRows()),
    ...coreRows(),
    ...(await clusterRows()),
    ...(await preparedRows()),
    size,
  ];
  const { text, good } = verdictOf(rows);
  console.log(`${tableOf(rows)}\n\n${text}`);
  process.exitCode = good ? 0 : 1;
}
