import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { timed } from './median.ts';
import { floorRow, ratioRow, type Row } from './table.ts';

const ROOT = join(import.meta.dirname, '../..');
export const MESHPATH = join(ROOT, 'bin/meshpath.js');
const FIXTURES = join(ROOT, 'test/e2e/fixtures');
const ROUNDS = 25;

const BOOKINFO = ['bookinfo', 'istio', 'ingress-nginx', 'ingresses', 'gateway-api'].flatMap(
  (it) => ['-f', join(FIXTURES, `${it}.yaml`)],
);
const URL = 'http://bookinfo.example.com/productpage';

const COMMANDS: readonly {
  readonly what: string;
  readonly args: readonly string[];
  readonly budget?: number;
}[] = [
  { what: '`meshpath --help`', args: [MESHPATH, '--help'], budget: 1.3 },
  { what: '`meshpath version`', args: [MESHPATH, 'version'], budget: 1.3 },
  { what: '`meshpath list -f` Bookinfo', args: [MESHPATH, 'list', ...BOOKINFO], budget: 5 },
  { what: '`meshpath trace -f` Bookinfo', args: [MESHPATH, 'trace', URL, ...BOOKINFO] },
];

/** From the shell: each against a bare `node -e 0`, all of them in turn, so that what disturbs one disturbs all. */
export function commandRows(): readonly Row[] {
  const bare = ['-e', '0'];
  const measured = [bare, ...COMMANDS.map((it) => it.args)].map((args) => ({
    args,
    times: [] as number[],
  }));
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const { args, times } of measured) {
      const milliseconds = timed(() => run(args));
      // The first one fills the compile cache.
      if (round > 0) times.push(milliseconds);
    }
  const [floors = [], ...rest] = measured.map((it) => it.times);
  return [
    floorRow('`node -e 0`', floors),
    ...COMMANDS.map(({ what, budget }, index) => ratioRow(what, rest[index] ?? [], floors, budget)),
  ];
}

function run(args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  // A trace may say by its exit code that requests fail.
  if (status === null || status > 1) throw new Error(`${args.join(' ')}: ${status}\n${stderr}`);
}
