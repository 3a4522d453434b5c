import { watchEnds } from './ends.ts';
import type { ExplorerOptions } from './options.ts';
import { createStopping } from './stopping.ts';
import { createTerminalScreen } from './terminal.ts';

/**
 * The full-screen explorer, until somebody leaves it; then its exit code, with the terminal as it was. Rejects with
 * what `connect` rejects with where there was nothing to show at all.
 */
export async function startExplorer(options: ExplorerOptions): Promise<number> {
  const screen = createTerminalScreen(options.stdout, options);
  const { stdin, host } = options;
  const ended = Promise.withResolvers<number>();
  const stopping = createStopping(screen);
  // Before anything is on the screen: whatever ends the process from here on gives it back.
  const ends = watchEnds(options, {
    screen,
    end: ended.resolve,
    fail: ended.reject,
    onStop: () => void stopping.stop(ends.stop),
    onContinue: () => void stopping.stop(async () => {}),
  });
  host.on('exit', screen.leave);
  try {
    // What is typed while the rest loads waits for it, and is not echoed into the picture.
    stdin.setRawMode(true);
    if (!options.plain) screen.enter(' meshpath');
    // After something is on the screen.
    const { explore } = await import('./explore.ts');
    return await explore(options, { screen, ended, ends, stopping });
  } finally {
    stdin.setRawMode(false);
    screen.leave();
    host.off('exit', screen.leave);
    ends.close();
  }
}
