import { render } from 'ink';

import { App } from './app.tsx';
import type { ExplorerOptions } from './options.ts';
import type { Program } from './program.ts';
import { createTheme } from './theme.ts';
import type { Suspend } from './use-terminal.ts';

/** What is drawn until it is closed. */
export interface Shown {
  readonly suspend: Promise<Suspend>;
  close(): Promise<void>;
}

const FRAMES_PER_SECOND = 30;

/** Everything that needs Ink, which takes its time to load. */
export function show(
  { stdin, stdout, colour, ascii, theme: name }: ExplorerOptions,
  program: Program,
): Shown {
  const { promise, resolve } = Promise.withResolvers<Suspend>();
  const theme = createTheme({ colour, ascii, name });
  const instance = render(<App program={program} theme={theme} onStarted={resolve} />, {
    stdin,
    stdout,
    exitOnCtrlC: false,
    patchConsole: false,
    // With CI=1 Ink would draw nothing until the end; that stdout is a terminal was settled before.
    interactive: true,
    incrementalRendering: true,
    maxFps: FRAMES_PER_SECOND,
  });
  return {
    suspend: promise,
    close: async () => {
      instance.unmount();
      await instance.waitUntilExit();
    },
  };
}
