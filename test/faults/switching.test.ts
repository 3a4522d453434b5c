import { test } from 'vitest';

import { chanceOf } from '../support/chance.ts';
import { ApiServer } from '../support/faults/api-server.ts';
import { fastClock } from '../support/faults/clocks.ts';
import { transportTo } from '../support/faults/http-stage.ts';
import { serve } from '../support/faults/https.ts';
import { switchToAndFro } from '../support/faults/switching.ts';
import { populate, RESOURCES } from '../support/faults/world.ts';

test('over HTTP/1.1 and TLS: twenty times another context leaves nothing behind', async () => {
  const clock = fastClock(20, chanceOf(1));
  const listening = await Promise.all(
    [1, 2].map(async (seed) => {
      const server = new ApiServer({ clock, resources: Object.values(RESOURCES) });
      populate(server, chanceOf(seed));
      return { server, ...(await serve(server)) };
    }),
  );
  try {
    await switchToAndFro(
      listening.map(({ server, cluster, sockets }) => ({
        server,
        sockets,
        connect: () => transportTo(cluster, clock),
      })),
      clock,
    );
  } finally {
    for (const it of listening) await it.close();
  }
});
