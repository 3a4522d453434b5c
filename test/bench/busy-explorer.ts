import type { Inventory } from '../../src/inventory/inventory.ts';
import { everythingWasRead } from '../../src/inventory/inventory.ts';
import type { Source } from '../../src/inventory/source.ts';
import { createSession } from '../../src/session/session.ts';
import { startExplorer } from '../../src/tui/start.ts';
import { NOW, read } from './read.ts';
import { BIG, bigWorld } from './world.ts';

/** The explorer on 2,000 entry points and 20,000 Pods, of which so many change in each second. */
const CHANGES = Number(process.argv[2] ?? 500);
const EVERY_MS = 20;

const clock = {
  now: () => NOW + performance.now(),
  after: (milliseconds: number, call: () => void) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

process.exitCode = await startExplorer({
  connect: async () => createSession(busySource(), clock),
  toJson: async () => '',
  stdin: process.stdin,
  stdout: process.stdout,
  host: process,
  clock,
  namespaces: [],
  colour: true,
  ascii: false,
  theme: 'dark',
  mouse: false,
  plain: false,
  explain: false,
  settingsMistakes: [],
  isFirstStart: false,
});
process.exit();

function busySource(): Source {
  // Each Service has an address of its own.
  let inventory: Inventory = read(
    bigWorld(BIG).map((it, index) =>
      it['kind'] === 'Service' && it['apiVersion'] === 'v1'
        ? {
            ...it,
            spec: { ...(it['spec'] as object), type: 'LoadBalancer' },
            status: {
              loadBalancer: { ingress: [{ ip: `198.18.${(index >> 8) & 255}.${index & 255}` }] },
            },
          }
        : it,
    ),
  );
  const pods = inventory.list('Pod');
  let next = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    origin: { type: 'cluster', context: 'busy' },
    open: async (onChange) => {
      timer = setInterval(() => {
        const changed = Array.from({ length: (CHANGES * EVERY_MS) / 1000 }, () => {
          next = (next + 7919) % pods.length;
          const pod = pods[next];
          return pod === undefined
            ? []
            : [
                {
                  ...pod,
                  status: { ...pod.status, startTime: new Date(clock.now()).toISOString() },
                },
              ];
        }).flat();
        inventory = inventory.patched(
          [{ kind: 'Pod', put: changed, removed: [] }],
          everythingWasRead,
        );
        onChange();
      }, EVERY_MS);
    },
    read: () => ({ inventory, resources: [], problems: [], now: clock.now() }),
    close: async () => clearInterval(timer),
  };
}
