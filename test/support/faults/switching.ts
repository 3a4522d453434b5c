import { deepEqual, equal, ok } from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
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
    counted.push(await atRest(() => countsOf(places, here, clock), clock, counted[0]));
  }
  await connection.close();
  const left = await atRest(() => countsOf(places, NOWHERE, clock), clock, NOTHING);
  deepEqual(failures, []);
  const [first] = counted;
  const most = first?.here[1] ?? 0;
  for (const it of counted) {
    deepEqual(withoutSockets(it), first && withoutSockets(first));
    const [, sockets = 0] = it.here;
    ok(sockets <= most + IDLE_SOCKETS, `${sockets} sockets are open, and ${most} were at first`);
  }
  deepEqual(left, NOTHING);
  equal(await countAlive(sessions), 0, 'sessions that were left are still held');
}

/** On a busy machine real connections take their time; what is left behind is there however often one looks. */
const MOST_LOOKS = 20;

/** Once it is as it is wanted, or else stays as it is. */
async function atRest(count: () => Counts, clock: TestClock, wanted?: Counts): Promise<Counts> {
  let last: Counts | undefined;
  for (let look = 1; ; look += 1) {
    await clock.pass(SETTLED);
    const counts = count();
    const known = wanted ?? last;
    const isAtRest =
      known !== undefined && isDeepStrictEqual(withoutSockets(counts), withoutSockets(known));
    if (isAtRest || look === MOST_LOOKS) return counts;
    last = counts;
  }
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

const NOWHERE = -1;
const NOTHING: Counts = { timers: 0, here: [], elsewhere: [] };

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
