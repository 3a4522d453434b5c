import type { ExplorerOptions } from './options.ts';
import type { TerminalScreen } from './terminal.ts';

/** What can end or stop the program from outside. */
export interface Ends {
  /** Stops the program as the terminal's ctrl-z would, until somebody goes on with it. */
  stop(): Promise<void>;
  /** Listens no more. */
  close(): void;
}

interface Handlers {
  readonly screen: TerminalScreen;
  readonly end: (exitCode: number) => void;
  /** A mistake of ours that nothing caught. */
  readonly fail: (error: unknown) => void;
  /** Somebody else stops the program, or went on with it after it had been stopped. */
  readonly onStop: () => void;
  readonly onContinue: () => void;
}

interface Emitter {
  on(event: string, listener: (argument: unknown) => void): unknown;
  off(event: string, listener: (argument: unknown) => void): unknown;
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGQUIT: 131 } as const;

/** A stop that does not come (a group without a shell ignores it) must not be waited for. */
const STOP_MS = 100;

export function watchEnds(
  { host, stdin, stdout, clock }: ExplorerOptions,
  { screen, end, fail, onStop, onContinue }: Handlers,
): Ends {
  const closers: (() => void)[] = [];
  const listen = (to: Emitter, event: string, listener: (argument: unknown) => void): void => {
    to.on(event, listener);
    closers.push(() => to.off(event, listener));
  };
  for (const [signal, exitCode] of Object.entries(SIGNALS))
    listen(host, signal, () => end(exitCode));
  // Nobody reads or writes any more: a closed window, a closed pipe.
  listen(stdin, 'end', () => end(SIGNALS.SIGHUP));
  listen(stdin, 'error', () => end(SIGNALS.SIGHUP));
  listen(stdout, 'error', () => end(0));
  // Whatever else ends the program, its last words belong on the screen that stays.
  listen(host, 'uncaughtExceptionMonitor', screen.leave);
  listen(host, 'uncaughtException', fail);
  listen(host, 'SIGTSTP', onStop);
  listen(host, 'SIGCONT', onContinue);
  return {
    stop: async () => {
      host.off('SIGTSTP', onStop);
      host.off('SIGCONT', onContinue);
      const { promise, resolve } = Promise.withResolvers<void>();
      const onContinued = (): void => resolve();
      host.on('SIGCONT', onContinued);
      // 0: the whole group, as the terminal would; a shell or npm around us is to stop as well.
      host.kill(0, 'SIGTSTP');
      const forget = clock.after(STOP_MS, resolve);
      await promise;
      forget();
      host.off('SIGCONT', onContinued);
      host.on('SIGTSTP', onStop);
      host.on('SIGCONT', onContinue);
    },
    close: () => closers.forEach((it) => it()),
  };
}
