import { ApiServer } from './api-server.ts';
import { virtualClock } from './clocks.ts';
import { memoryTransport } from './memory-transport.ts';
import type { StageOf } from './play.ts';

/** In memory, and in no time. */
export const memoryStage: StageOf = (options, chance) => {
  const clock = virtualClock(chance);
  const server = new ApiServer(options(clock));
  return Promise.resolve({ clock, grace: 0, server, transport: memoryTransport(server) });
};
