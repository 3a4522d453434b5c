import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { MESHPATH } from '../commands.ts';
import { median } from '../median.ts';
import { floorRow, ratioRow, type Row } from '../table.ts';
import { setGatewayReady, startChanges } from './changes.ts';
import { type BigCluster, startBigCluster } from './cluster.ts';
import { openExplorer, type Explorer, type Probed } from './explorer.ts';

const ROUNDS = 3;
const CHANGED = 9;
const WATCHED_MS = 10_000;
const SETTLED_MS = 8000;
const URL = 'http://host-7.example.com/part-1/x';
const LIVE = /● live/;
const ROW = /istio-system\/public/;

/** On a real control plane with the big world in it; without one, what was not measured. */
export async function clusterRows(): Promise<readonly Row[]> {
  const bin = process.env['KUBEBUILDER_ASSETS'] ?? '';
  if (bin === '') {
    console.warn(
      'Not measured: reading and watching a large cluster. KUBEBUILDER_ASSETS names no folder with kube-apiserver, etcd and kubectl.',
    );
    return [];
  }
  const cluster = await startBigCluster(bin);
  try {
    return [...(await loadRows(cluster)), ...(await watchRows(cluster))];
  } finally {
    await cluster.stop();
  }
}

async function loadRows(cluster: BigCluster): Promise<readonly Row[]> {
  const paths = await listPaths(cluster);
  const [floors, kubectl, loads, traces]: number[][] = [[], [], [], []];
  const firstRows: number[] = [];
  const probed: Probed[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    floors?.push(await curl(cluster, paths));
    const explorer = openExplorer(cluster.kubeconfig);
    const row = await explorer.until(ROW);
    loads?.push(await explorer.until(LIVE));
    const told = await explorer.quit();
    probed.push(told);
    firstRows.push(row - ((told.firstAnswer ?? explorer.started) - explorer.started));
    traces?.push(
      await run(process.execPath, [MESHPATH, 'trace', URL, '--kubeconfig', cluster.kubeconfig]),
    );
    kubectl?.push(
      await run(join(process.env['KUBEBUILDER_ASSETS'] ?? '', 'kubectl'), [
        '--kubeconfig',
        cluster.kubeconfig,
        'get',
        'pods',
        '-A',
      ]),
    );
  }
  return [
    floorRow('`curl` of all lists of 20,000 Pods and what belongs to them', floors ?? []),
    ratioRow('everything on the screen, model built', loads ?? [], floors ?? [], 1.2),
    ratioRow('… against `kubectl get pods -A`', loads ?? [], kubectl ?? [], 0.3),
    limitRow('peak memory then', median(probed.map((it) => it.megabytes)), 320, 'MB'),
    limitRow(
      'longest stall of the event loop while loading',
      median(probed.map((it) => it.stall)),
      60,
      'ms',
    ),
    limitRow('first rows after the first answer', median(firstRows), 500, 'ms'),
    ratioRow('`meshpath trace URL` against loading everything', traces ?? [], loads ?? [], 0.2),
  ];
}

async function watchRows(cluster: BigCluster): Promise<readonly Row[]> {
  const explorer = openExplorer(cluster.kubeconfig, { stalls: false });
  await explorer.until(LIVE);
  // Checks of what came last, and how old it is, are still to be told.
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  const idle = await shareOfCore(explorer);
  const quiet = await changeToFrame(cluster, explorer);
  const rows: Row[] = [
    limitRow('one Pod’s change to a changed frame', quiet, 300, 'ms'),
    limitRow('idle, of one core', idle, 1, '%'),
  ];
  for (const [wanted, budget] of [
    [500, 30],
    [2000, undefined],
  ] as const) {
    const changes = startChanges(cluster, wanted);
    const share = await shareOfCore(explorer);
    const lag = await changeToFrame(cluster, explorer);
    const rate = await changes.stop();
    const what = `${wanted} Pod changes a second asked for, ${rate.toFixed(0)} written`;
    rows.push(
      budget === undefined
        ? { what: `${what}: of one core`, figure: `${share.toFixed(1)} %` }
        : limitRow(`${what}: of one core`, share, budget, '%'),
      limitRow('… lag of the screen', lag, 500, 'ms'),
    );
  }
  await explorer.quit();
  return rows;
}

/** Hundredths of a core that it takes for a while. */
async function shareOfCore(explorer: Explorer): Promise<number> {
  const [before, begun] = [explorer.cpu(), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, WATCHED_MS));
  return ((explorer.cpu() - before) / (performance.now() - begun)) * 100;
}

/** The gateway's Pod is made unready and ready again: from the server's answer to the frame that tells. */
async function changeToFrame(cluster: BigCluster, explorer: Explorer): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < CHANGED; count += 1) {
    const isReady = count % 2 === 1;
    await setGatewayReady(cluster, isReady);
    times.push(
      await explorer.until(
        isReady ? /●[\] ].*istio-system\/public/ : /[✖▲][\] ].*istio-system\/public/,
        Date.now(),
      ),
    );
  }
  await setGatewayReady(cluster, true);
  await explorer.until(/●[\] ].*istio-system\/public/);
  return median(times);
}

const limitRow = (what: string, value: number, budget: number, unit: string): Row => ({
  what,
  figure: `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`,
  value,
  budget,
  limit: `≤ ${budget} ${unit}`,
});

/** Where the lists are that meshpath reads, as it says itself. */
async function listPaths({ kubeconfig }: BigCluster): Promise<readonly string[]> {
  const { stdout } = spawnSync(
    process.execPath,
    [MESHPATH, 'doctor', '-o', 'json', '--kubeconfig', kubeconfig],
    {
      encoding: 'utf8',
    },
  );
  const { resources } = JSON.parse(stdout) as {
    readonly resources: readonly { readonly resource: string; readonly version?: string }[];
  };
  return resources.flatMap(({ resource, version }) => {
    if (version === undefined) return [];
    const root = version.includes('/') ? '/apis' : '/api';
    return [`${root}/${version}/${resource.replace(/\..*/, '')}`];
  });
}

/** One `curl` for all lists, each as a whole. The server would indent what it sends to a user agent `curl`. */
async function curl({ url, ca, token }: BigCluster, paths: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'meshpath-bench-'));
  const caFile = join(folder, 'ca.crt');
  writeFileSync(caFile, ca);
  try {
    return await run('curl', [
      '--silent',
      '--fail',
      '--cacert',
      caFile,
      '--user-agent',
      'bench',
      '--header',
      `Authorization: Bearer ${token}`,
      ...paths.flatMap((it) => ['--output', '/dev/null', `${url}${it}`]),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Milliseconds. */
async function run(program: string, args: readonly string[]): Promise<number> {
  const started = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === null || code > 1) throw new Error(`${program} ${args.join(' ')}: ${code}`);
  return performance.now() - started;
}
