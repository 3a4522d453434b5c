import { deepEqual, equal, ok } from 'node:assert/strict';

import type { Source } from '../../../src/inventory/source.ts';
import type { Clock } from '../../../src/sources/cluster/clock.ts';
import { readCluster } from '../../../src/sources/cluster/cluster-source.ts';
import type { Transport } from '../../../src/sources/cluster/connection/transport.ts';
import { type Chance, chanceOf } from '../chance.ts';
import type { ApiServer, ApiServerOptions } from './api-server.ts';
import type { TestClock } from './clocks.ts';
import {
  change,
  differences,
  KINDS,
  populate,
  RESOURCES,
  ROCK,
  versionsOf,
  versionsShown,
} from './world.ts';

/** One way in which a server, or what stands before it, misbehaves. */
export interface Family {
  readonly name: string;
  /** Milliseconds from the end of the fault until what is shown is what is there, and said to be live. */
  readonly within: number;
  begin(scene: Scene): void;
  /** Beside taking away `fault` and `onLines` of the server. */
  end?(scene: Scene): void;
  /** Seconds, from and to. */
  readonly lasts?: readonly [number, number];
  readonly server?: (chance: Chance) => Partial<ApiServerOptions>;
  /** By then (milliseconds) nothing is said to be live, and nothing is until the end. */
  readonly staleWithin?: number;
  /** What is open stays as bad as it was, so that later changes take as long. */
  readonly lingers?: true;
  /** What was there all the time may be missing meanwhile: rights or kinds were taken away. */
  readonly hides?: true;
  /** Requests for a resource in a minute, where many are right. */
  readonly perMinute?: number;
  /** For real connections: why not, or how many times as fast as usual. */
  readonly notOverHttp?: string;
  readonly speed?: number;
  /** What else has to hold when all is well again. */
  check?(scene: Scene): void;
}

export interface Scene {
  readonly grace: number;
  readonly server: ApiServer;
  readonly clock: TestClock;
  readonly chance: Chance;
  readonly source: Source;
}

export interface Stage {
  readonly clock: TestClock;
  /** Milliseconds that are allowed for what takes real time; none where time is not real. */
  readonly grace: number;
  readonly transport: Transport;
  readonly server: ApiServer;
}

export type StageOf = (
  options: (clock: Clock) => ApiServerOptions,
  chance: Chance,
  family: Family,
) => Promise<Stage>;

/** How long a change takes to be shown where nothing is wrong. */
const SOON = 5000;

/**
 * Objects come, change and go while a server misbehaves; then it does not any more. What was there all the time is
 * always shown, nothing is shown that was not there, what is old is said to be; and in the end all is as it should
 * be, with no request or timer left over.
 */
export async function play(family: Family, seed: number, stageOf: StageOf): Promise<void> {
  const chance = chanceOf(seed);
  const stage = await stageOf(
    (clock) => ({
      clock,
      resources: Object.values(RESOURCES),
      pageSize: chance.integer(2, 4),
      minor: 20,
      aggregatedDiscovery: chance.sometimes(0.5),
      ...family.server?.(chance),
    }),
    chance,
    family,
  );
  const { clock, server, transport, grace } = stage;
  populate(server, chance);
  const source = readCluster({
    context: CONTEXT,
    api: { transport, clock, patience: 30_000 * (family.speed ?? 1) },
    kinds: KINDS,
    namespaces: [],
  });
  const scene: Scene = { grace, server, clock, chance, source };
  const watched = watcher(family, scene);
  const opening = source.open(watched.look);
  // It is told where it is waited for.
  opening.catch(() => {});
  try {
    await begun(scene, chance.sometimes(0.2));
    watched.begin();
    family.begin(scene);
    await misbehave(family, scene, watched);
    server.fault = undefined;
    server.onLines = undefined;
    family.end?.(scene);
    watched.end();
    change(server, chance);
    await untilEqual(scene, family.within);
    await opening;
    family.check?.(scene);
    for (let more = 0; more < 2; more += 1) {
      change(server, chance);
      await untilEqual(scene, family.lingers === true ? family.within : SOON);
    }
    watched.finish();
    ok(
      server.open <= KINDS.length * (family.hides === undefined ? 1 : 6),
      `${server.open} requests are open`,
    );
  } finally {
    await source.close();
  }
  await afterwards(scene);
}

const CONTEXT = {
  name: 'test',
  from: 'a test',
  cluster: { server: 'https://cluster.test', extensions: [] },
  user: { 'as-groups': [], 'as-user-extra': {} },
  namespace: 'shop',
};

/** All is loaded, or only begins to be. */
async function begun(scene: Scene, early: boolean): Promise<void> {
  const { clock, server } = scene;
  if (!early) return untilEqual(scene, SOON);
  while (!server.requests.some(({ request }) => request.path.endsWith('/services')))
    await clock.pass(5);
  await clock.pass(scene.chance.integer(0, 200));
}

async function misbehave(family: Family, scene: Scene, watched: Watched): Promise<void> {
  const { clock, server, chance, grace } = scene;
  const [shortest, longest] = family.lasts ?? [3, 30];
  let left = 1000 * chance.integer(shortest, longest);
  if (family.staleWithin !== undefined && left > family.staleWithin && grace === 0) {
    await clock.pass(family.staleWithin);
    left -= family.staleWithin;
    watched.mustBeStale();
  }
  for (let changes = chance.integer(2, 6); changes > 0; changes -= 1) {
    const pause = left / changes;
    await clock.pass(pause);
    left -= pause;
    change(server, chance);
    watched.look();
  }
}

async function untilEqual(scene: Scene, within: number): Promise<void> {
  const { server, clock, source, grace } = scene;
  const end = clock.elapsed + within + grace;
  for (let step = 20; ; step = Math.min(step * 1.5, 1000)) {
    const state = source.read();
    const wrong = [
      ...differences(versionsOf(server), versionsShown(state)),
      ...state.resources
        .filter((it) => it.state !== 'live')
        .map((it) => `${it.resource} is ${it.state}: ${it.message ?? ''}`),
    ];
    if (wrong.length === 0) return;
    ok(clock.elapsed <= end, `after ${within} ms: ${wrong.join('; ')}`);
    await clock.pass(step);
  }
}

interface Watched {
  look(): void;
  begin(): void;
  mustBeStale(): void;
  end(): void;
  finish(): void;
}

/** Looks at what is shown, whenever it changes. */
function watcher(family: Family, { server, clock, source }: Scene): Watched {
  const wrong = new Set<string>();
  const versions = new Map<string, number>();
  let isLoaded = false;
  let mustBeStale = false;
  let from = { at: 0, requests: 0 };
  const look = (): void => {
    const state = source.read();
    const shown = versionsShown(state);
    if (mustBeStale)
      for (const it of state.resources)
        if (it.state === 'live') wrong.add(`${it.resource} is said to be live`);
    for (const [key, version] of shown) {
      if (Number(version) < (versions.get(key) ?? 0)) wrong.add(`${key} went back`);
      if (family.hides === undefined) versions.set(key, Number(version));
    }
    if (!isLoaded || family.hides !== undefined) return;
    for (const kind of KINDS)
      if (![...shown.keys()].some((it) => it.startsWith(`${kind} `) && it.endsWith(`/${ROCK}`)))
        wrong.add(`${kind} ${ROCK} was gone`);
  };
  return {
    look,
    begin() {
      isLoaded = source.read().resources.every((it) => it.state === 'live');
      from = { at: clock.elapsed, requests: server.requests.length };
    },
    mustBeStale() {
      mustBeStale = true;
      look();
    },
    end() {
      look();
      mustBeStale = false;
      const asked = new Map<string, number>();
      for (const { request } of server.requests.slice(from.requests))
        if (request.query['continue'] === undefined && !isDiscovery(request.path))
          asked.set(request.path, (asked.get(request.path) ?? 0) + 1);
      const most = 16 + ((family.perMinute ?? 6) * (clock.elapsed - from.at)) / 60_000;
      for (const [path, count] of asked)
        if (count > most) wrong.add(`${path} was asked for ${count} times, at most ${most}`);
    },
    finish() {
      deepEqual([...wrong], []);
    },
  };
}

const isDiscovery = (path: string): boolean => !/\/v1\/.+/.test(path);

async function afterwards({ server, clock }: Scene): Promise<void> {
  const asked = server.requests.length;
  await clock.pass(30_000);
  equal(server.open, 0, 'requests are open after the end');
  equal(clock.pending, 0, 'timers run after the end');
  equal(server.requests.length, asked, 'it asks after the end');
}
