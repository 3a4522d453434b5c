import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { MESHPATH } from '../commands.ts';
import { pause } from '../keys.ts';
import { median } from '../median.ts';
import { curl, run } from '../run.ts';
import { floorRow, limitRow, ratioRow, type Row } from '../table.ts';
import { gatewayLag, shareOfCore } from '../watching.ts';
import { type BigCluster, startBigCluster } from './cluster.ts';
import { type Explorer, openExplorer, type Probed } from './explorer.ts';
import { setGatewayReady } from './gateway.ts';

const ROUNDS = 3;
const SETTLED_MS = 40_000;
/** So often the server is asked what kinds there are. */
const ROUND_MS = 30_000;
const URL = 'http://host-7.example.com/part-1/x';
/** 60 ms where the plain program took 110. */
const STALL = 0.55;
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
  const [floors, kubectl, loads, traces, stalls]: number[][] = [[], [], [], [], []];
  const firstRows: number[] = [];
  const probed: Probed[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    floors?.push(await curlAll(cluster, paths));
    stalls?.push(await plainStall(cluster));
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
    floorRow('longest stall of a plain program that reads all Pods in pages', stalls ?? []),
    ratioRow(
      'longest stall of the event loop while loading',
      probed.map((it) => it.stall),
      stalls ?? [],
      STALL,
    ),
    limitRow('first rows after the first answer', median(firstRows), 500, 'ms'),
    ratioRow('`meshpath trace URL` against loading everything', traces ?? [], loads ?? [], 0.2),
  ];
}

async function watchRows(cluster: BigCluster): Promise<readonly Row[]> {
  const explorer = openExplorer(cluster.kubeconfig, { stalls: false });
  await explorer.until(LIVE);
  // Checks of what came last, and how old it is, are still to be told.
  await pause(SETTLED_MS);
  const idle = await shareOfCore(explorer, ROUND_MS);
  const lag = await gatewayLag(explorer, async (isReady) => {
    await setGatewayReady(cluster, isReady);
    return Date.now();
  });
  const outage = await outageRows(cluster, explorer);
  await explorer.quit();
  return [
    limitRow('one Pod’s change to a changed frame', lag, 300, 'ms'),
    limitRow('idle, of one core', idle, 1, '%'),
    ...outage,
  ];
}

/** The API server is killed, and comes back. */
async function outageRows(
  { killApiServer, startApiServer }: Pick<BigCluster, 'killApiServer' | 'startApiServer'>,
  explorer: Explorer,
): Promise<readonly Row[]> {
  const killed = Date.now();
  await killApiServer();
  const stale = await explorer.until(/stale/, killed);
  await startApiServer();
  const live = await explorer.until(LIVE, Date.now());
  return [
    limitRow('an API server that is killed is said to be gone after', stale, 5000, 'ms'),
    limitRow('… and everything is live again, after its return', live, 5000, 'ms'),
  ];
}

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

/** Milliseconds. */
const plainStall = ({ url, ca, token }: BigCluster): Promise<number> =>
  withCaFile(ca, async (caFile) => {
    const program = join(import.meta.dirname, 'floor.mjs');
    const { stdout } = spawnSync(process.execPath, [program, url, token, caFile], {
      encoding: 'utf8',
    });
    return Number(stdout);
  });

/** All lists, each as a whole. */
const curlAll = ({ url, ca, token }: BigCluster, paths: readonly string[]): Promise<number> =>
  withCaFile(ca, (caFile) =>
    curl(
      caFile,
      [`Authorization: Bearer ${token}`],
      paths.map((it) => `${url}${it}`),
    ),
  );

async function withCaFile<T>(ca: string, use: (caFile: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'meshpath-bench-'));
  const caFile = join(folder, 'ca.crt');
  writeFileSync(caFile, ca);
  try {
    return await use(caFile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
