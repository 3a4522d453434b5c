import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { MESHPATH } from './commands.ts';
import { cpuShare, CURSOR, keyRows, KEYS, open, pause, percentile, pressKeys } from './keys.ts';
import { median } from './median.ts';
import { floorRow, type Row } from './table.ts';

const ROWS = 10_000;

/** A key pressed on a pty, until the frame that it changes has come. */
export async function keyToFrameRows(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'meshpath-bench-'));
  try {
    const file = join(folder, 'services.json');
    writeFileSync(file, JSON.stringify(services(ROWS)));
    const explorer = await open([MESHPATH, '-f', file], /svc-00040/);
    const times = await pressKeys(explorer);
    const idle = await cpuShare(explorer.pid, () => pause(3000));
    explorer.close();
    return [
      floorRow('a raw program’s key to frame, 120x40', times.raw),
      ...keyRows('key to changed frame, 10,000 rows', times),
      { what: '… bytes of a frame when the cursor moves', figure: `${median(times.bytes)}` },
      { what: '… CPU while nothing happens', figure: `${(idle * 100).toFixed(1)} % of a core` },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Two thousand entry points over twenty thousand Pods, of which 500 change in each second. */
export async function busyRows(): Promise<readonly Row[]> {
  const program = join(import.meta.dirname, 'busy-explorer.ts');
  const rows: Row[] = [];
  for (const changes of [0, 500]) {
    const explorer = await open(['--import', 'tsx', program, String(changes)], /service-/);
    const times: number[] = [];
    const share = await cpuShare(explorer.pid, async () => {
      for (let key = 0; key < KEYS; key += 1)
        times.push((await explorer.press(key % 2 === 0 ? 'j' : 'k', CURSOR)).milliseconds);
    });
    explorer.close();
    rows.push({
      what: `2,000 entry points, 20,000 Pods, ${changes} changes a second: key to frame, median and 95 %`,
      figure: `${median(times).toFixed(1)} ms, ${percentile(times).toFixed(1)} ms`,
    });
    rows.push({
      what: '… CPU, with 15 keys a second',
      figure: `${(share * 100).toFixed(0)} % of a core`,
    });
  }
  return rows;
}

const services = (count: number) => ({
  apiVersion: 'v1',
  kind: 'List',
  items: Array.from({ length: count }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `svc-${String(index).padStart(5, '0')}`, namespace: `ns-${index % 40}` },
    spec: { type: 'LoadBalancer', selector: { app: `app-${index}` }, ports: [{ port: 80 }] },
    status: {
      loadBalancer: { ingress: [{ ip: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}` }] },
    },
  })),
});
