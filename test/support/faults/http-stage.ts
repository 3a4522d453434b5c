import type { Clock } from '../../../src/sources/cluster/clock.ts';
import type { Transport } from '../../../src/sources/cluster/connection/transport.ts';
import { undiciTransport } from '../../../src/sources/cluster/connection/undici-transport.ts';
import { credentialsOf } from '../../../src/sources/cluster/credentials/credentials.ts';
import { ApiServer } from './api-server.ts';
import { fastClock } from './clocks.ts';
import { type Listening, serve } from './https.ts';
import type { StageOf } from './play.ts';

const SPEED = 20;

/** Real milliseconds: handshakes take time, and more of it where much else runs. */
const GRACE = 15_000;

/** Over HTTP/1.1 and TLS, on real sockets; `close` ends what listens, `sockets` tells how many are open. */
export async function httpStage(
  ...[options, chance, family]: Parameters<StageOf>
): Promise<Awaited<ReturnType<StageOf>> & Pick<Listening, 'close' | 'sockets'>> {
  const speed = SPEED * (family.speed ?? 1);
  const clock = fastClock(speed, chance);
  const server = new ApiServer(options(clock));
  const { cluster, sockets, close } = await serve(server);
  return {
    clock,
    grace: GRACE * speed,
    server,
    transport: transportTo(cluster, clock),
    sockets,
    close,
  };
}

/** As the program reaches it. */
export function transportTo(cluster: Listening['cluster'], clock: Clock): Transport {
  const context = {
    name: 'test',
    from: 'a test',
    cluster: { ...cluster, extensions: [] },
    user: { token: 'token', 'as-groups': [], 'as-user-extra': {} },
    namespace: 'shop',
  };
  const credentials = credentialsOf(context, { clock, environment: {}, interactive: () => false });
  return undiciTransport(context, credentials, {});
}
