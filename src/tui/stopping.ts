import type { LendTerminal } from './options.ts';
import type { TerminalScreen } from './terminal.ts';
import type { Suspend } from './use-terminal.ts';

/** Who has the terminal. */
export interface Stopping {
  use(suspend: Promise<Suspend>): void;
  /** Hands the terminal over while that lasts. One at a time. */
  stop(during: () => Promise<void>): Promise<void>;
  /** The same, for an answer. Whoever comes while it is handed over already shares it. */
  lend: LendTerminal;
}

export function createStopping(screen: TerminalScreen): Stopping {
  let ready: Promise<Suspend> | undefined;
  let isStopped = false;
  const lend: LendTerminal = async (during) => {
    if (ready === undefined || isStopped) return during();
    isStopped = true;
    try {
      const resume = await (await ready)();
      screen.leave();
      try {
        return await during();
      } finally {
        screen.enter();
        await resume();
      }
    } finally {
      isStopped = false;
    }
  };
  return {
    use: (suspend) => {
      ready = suspend;
    },
    lend,
    stop: async (during) => {
      if (ready !== undefined && !isStopped) await lend(during);
    },
  };
}
