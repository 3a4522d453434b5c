import type { ExplorerOptions } from './options.ts';
import { createTerminalScreen } from './terminal.ts';

/**
 * The full-screen explorer, until somebody leaves it; then its exit code, with the terminal as it was. Rejects with
 * what `connect` rejects with where there was nothing to show at all.
 */
export async function startExplorer(options: ExplorerOptions): Promise<number> {
  const screen = createTerminalScreen(options.stdout, options);
  const { stdin, host } = options;
  // However the process ends: also while all else is closed.
  host.on('exit', screen.leave);
  if (!options.plain) screen.enter(' meshpath');
  // What is typed while the rest loads waits for it, and is not echoed into the picture.
  stdin.setRawMode(true);
  try {
    // After something is on the screen.
    const { explore } = await import('./explore.ts');
    return await explore(options, screen);
  } finally {
    stdin.setRawMode(false);
    screen.leave();
    host.off('exit', screen.leave);
  }
}
