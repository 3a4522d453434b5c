import { join } from 'node:path';

import { type Explorer, openExplorer, type Probed } from '../cluster/explorer.ts';
import { MESHPATH } from '../commands.ts';
import { cpuShare, type KeyTimes, keyRows, open, pressKeys } from '../keys.ts';
import { median } from '../median.ts';
import { curl } from '../run.ts';
import { floorRow, limitRow, ratioRow, type Row } from '../table.ts';
import { gatewayLag, shareOfCore } from '../watching.ts';
import { BIG, type Size } from '../world.ts';
import { type Prepared, startPrepared } from './start.ts';

const LARGE: Size = { services: 10_000, pods: 100_000, virtualServices: 2500 };
const ROUNDS = 3;
const LIVE = /● live/;
const GATEWAY_POD = 'istio-ingressgateway-0';

/** What no control plane on this machine could do: five times the Pods, and exactly so many changes in a second. */
export async function preparedRows(): Promise<readonly Row[]> {
  const small = await withPrepared(BIG, async (server) => ({
    ...(await load(server)),
    changes: await changeRows(server),
  }));
  const large = await withPrepared(LARGE, async (server) => ({
    ...(await load(server)),
    keys: await keysIn(server),
  }));
  return [
    ...small.changes,
    ...loadRows('20,000 Pods, 2,000 Services', small),
    ...loadRows('100,000 Pods, 10,000 Services', large),
    ...growthRows(large, small),
    limitRow('… peak memory', median(large.probed.map((it) => it.megabytes)), 1200, 'MB'),
    ...keyRows('… key to changed frame', large.keys),
  ];
}

async function withPrepared<T>(size: Size, use: (server: Prepared) => Promise<T>): Promise<T> {
  const server = await startPrepared(size);
  try {
    return await use(server);
  } finally {
    server.stop();
  }
}

interface Loads {
  readonly floors: readonly number[];
  /** Milliseconds until everything is on the screen. */
  readonly times: readonly number[];
  readonly cpu: readonly number[];
  readonly probed: readonly Probed[];
}

async function load({ kubeconfig, caFile, pages }: Prepared): Promise<Loads> {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const floor = await curl(caFile, [], pages);
    const explorer = openExplorer(kubeconfig);
    const time = await explorer.until(LIVE);
    const cpu = explorer.cpu();
    rounds.push({ floor, time, cpu, probed: await explorer.quit() });
  }
  return {
    floors: rounds.map((it) => it.floor),
    times: rounds.map((it) => it.time),
    cpu: rounds.map((it) => it.cpu),
    probed: rounds.map((it) => it.probed),
  };
}

const loadRows = (what: string, { floors, times }: Loads): readonly Row[] => [
  floorRow(`\`curl\` of prepared pages of ${what}`, floors),
  ratioRow('… everything on the screen, model built', times, floors),
];

function growthRows(large: Loads, small: Loads): readonly Row[] {
  const growth = median(large.times) / median(small.times);
  const [cpu, ofSmall] = [median(large.cpu), median(small.cpu)];
  return [
    {
      what: '… against the time of 20,000 Pods',
      figure: `${growth.toFixed(2)} ×`,
      value: growth,
      budget: 5.5,
      limit: '≤ 5.5 ×',
    },
    {
      what: '… of processor time',
      figure: `${(cpu / ofSmall).toFixed(2)} × (${cpu.toFixed(0)} ms)`,
    },
  ];
}

/** Up and down the hosts of the gateway. */
async function keysIn({ kubeconfig }: Prepared): Promise<KeyTimes> {
  const explorer = await open([MESHPATH, '--kubeconfig', kubeconfig], LIVE);
  await explorer.press(' ', 'host-1001.');
  const times = await pressKeys(explorer);
  explorer.close();
  return times;
}

async function changeRows(server: Prepared): Promise<readonly Row[]> {
  const explorer = openExplorer(server.kubeconfig, { stalls: false });
  await explorer.until(LIVE);
  const rows: Row[] = [];
  for (const perSecond of [500, 2000]) {
    server.change(perSecond);
    rows.push(
      ...(await shareRows(`${perSecond} Pod changes a second`, perSecond, server, explorer)),
    );
    const lag = await gatewayLag(explorer, (isReady) => server.setReady(GATEWAY_POD, isReady));
    rows.push(limitRow('… lag of the screen', lag, LAG_MS[perSecond] ?? Number.NaN, 'ms'));
  }
  await explorer.quit();
  return rows;
}

/** At 2,000 a second it is to keep up. */
const LAG_MS: Readonly<Record<number, number>> = { 500: 500, 2000: 1000 };

/** 30 % of a core, where parsing and projecting took 11 % and ten frames a second 8.5 %. */
const SHARE = 1.54;

/** At the same time as a plain program that parses all changes and draws ten frames a second. */
async function shareRows(
  what: string,
  perSecond: number,
  { kubeconfig }: Prepared,
  explorer: Explorer,
): Promise<readonly Row[]> {
  const plain = await open([join(import.meta.dirname, 'floor.mjs'), kubeconfig], /floor/);
  const [floors, shares]: number[][] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    floors?.push(
      await cpuShare(plain.pid, async () => {
        shares?.push(await shareOfCore(explorer));
      }),
    );
  }
  plain.close();
  const [floor, share] = [median(floors ?? []) * 100, median(shares ?? [])];
  return [
    { what: `${what}: a plain program`, figure: `1 × (${floor.toFixed(0)} % of a core)` },
    {
      what: '… meshpath',
      figure: `${(share / floor).toFixed(2)} × (${share.toFixed(0)} %)`,
      ...(perSecond === 500 && { value: share / floor, budget: SHARE, limit: `≤ ${SHARE} ×` }),
    },
  ];
}
