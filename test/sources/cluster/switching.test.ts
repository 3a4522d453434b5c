import { test } from 'vitest';

import { chanceOf } from '../../support/chance.ts';
import { ApiServer } from '../../support/faults/api-server.ts';
import { virtualClock } from '../../support/faults/clocks.ts';
import { memoryTransport } from '../../support/faults/memory-transport.ts';
import { switchToAndFro } from '../../support/faults/switching.ts';
import { populate, RESOURCES } from '../../support/faults/world.ts';

/** Over real connections in `npm run test:faults`. */
test('twenty times another context leaves nothing behind', async () => {
  const clock = virtualClock(chanceOf(1));
  const servers = [1, 2].map((seed) => {
    const server = new ApiServer({ clock, resources: Object.values(RESOURCES) });
    populate(server, chanceOf(seed));
    return server;
  });
  await switchToAndFro(
    servers.map((server) => ({ server, connect: () => memoryTransport(server) })),
    clock,
  );
});
