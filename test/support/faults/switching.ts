import { deepEqual, equal, ok } from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { createSession, type Session } from '../../../src/session/session.ts';
import { readCluster } from '../../../src/sources/cluster/cluster-source.ts';
import type { Transport } from '../../../src/sources/cluster/connection/transport.ts';
import { createConnection } from '../../../src/tui/connection.ts';
import type { ApiServer } from './api-server.ts';
import { passed, type TestClock } from './clocks.ts';
import { KINDS } from './world.ts';

/** Where one context leads. */
export interface Place {
  readonly server: ApiServer;
  connect(): Transport;
  /** Open connections; where there are none, requests tell. */
  readonly sockets?: () => number;
}

const SWITCHES = 20;
/** Milliseconds: timers of what was begun are at rest. */
const SETTLED = 20_000;

/**
 * Somebody goes from one context to the other and back, as `C` does: what is open and what is waited for is the same
 * after each time, nothing of it is left in the end, and nobody holds what was left.
 */
export async function switchToAndFro(places: readonly Place[], clock: TestClock): Promise<void> {
  const sessions: WeakRef<Session>[] = [];
  const failures: unknown[] = [];
  const connection = createConnection(
    {
      clock,
      connect: async (name = '') => {
        const session = sessionAt(name, places, clock);
        sessions.push(new WeakRef(session));
        return session;
      },
    },
    {
      dispatch: (event) => {
        if (event.type === 'failed') failures.push(event.message);
      },
      lendTerminal: (during) => during(),
      onHopeless: (error) => failures.push(error),
    },
  );
  const counted: Counts[] = [];
  for (let count = 0; count <= SWITCHES; count += 1) {
    const here = count % places.length;
    await passed(connection.open(String(here)), clock);
    await clock.pass(SETTLED);
    counted.push(countsOf(places, here, clock));
  }
  await connection.close();
  await clock.pass(SETTLED);
  deepEqual(failures, []);
  const [first] = counted;
  const most = first?.here[1] ?? 0;
  for (const it of counted) {
    deepEqual(withoutSockets(it), first && withoutSockets(first));
    const [, sockets = 0] = it.here;
    ok(sockets <= most + IDLE_SOCKETS, `${sockets} sockets are open, and ${most} were at first`);
  }
  deepEqual(countsOf(places, 0, clock), { timers: 0, here: [0, 0], elsewhere: [] });
  equal(await countAlive(sessions), 0, 'sessions that were left are still held');
}

/** Those that are kept for the next request come and go. */
const IDLE_SOCKETS = 4;

const withoutSockets = ({ here: [requests], ...rest }: Counts) => ({ ...rest, requests });

interface Counts {
  readonly timers: number;
  /** Requests and sockets that are open. */
  readonly here: readonly number[];
  /** The same, where there are any. */
  readonly elsewhere: readonly (readonly number[])[];
}

function countsOf(places: readonly Place[], here: number, { pending }: TestClock): Counts {
  const open = places.map(({ server, sockets }) => [server.open, sockets?.() ?? 0]);
  return {
    timers: pending,
    here: open[here] ?? [],
    elsewhere: open.filter((it, index) => index !== here && it.some((count) => count > 0)),
  };
}

function sessionAt(name: string, places: readonly Place[], clock: TestClock): Session {
  const place = places[Number(name)];
  if (place === undefined) throw new Error(`there is no place ${name}`);
  const source = readCluster({
    context: {
      name,
      from: 'a test',
      cluster: { server: 'https://cluster.test', extensions: [] },
      user: { 'as-groups': [], 'as-user-extra': {} },
      namespace: 'shop',
    },
    api: { transport: place.connect(), clock, patience: 30_000 },
    kinds: KINDS,
    namespaces: [],
  });
  return createSession(source, clock);
}

/** How many of them the garbage collector leaves. */
async function countAlive(objects: readonly WeakRef<object>[]): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What an await holds is let go of with the next turn.
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  return objects.filter((it) => it.deref() !== undefined).length;
}
