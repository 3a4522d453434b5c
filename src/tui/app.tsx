import { Box, type Key, useApp, useInput, usePaste, useWindowSize } from 'ink';
import { useEffect, useSyncExternalStore } from 'react';

import { keyNames } from './key-names.ts';
import type { Program } from './program.ts';
import { Screen } from './screen.tsx';
import { type Theme, ThemeProvider } from './theme.ts';

/** Gives the terminal to the shell; returns how to take it back. */
export type Suspend = () => Promise<() => Promise<void>>;

/** The only component that knows Ink's terminal: its size and its keys. */
export function App({
  program,
  theme,
  onStarted,
}: {
  readonly program: Program;
  readonly theme: Theme;
  readonly onStarted: (suspend: Suspend) => void;
}) {
  const state = useSyncExternalStore(program.subscribe, program.state);
  const { columns, rows } = useWindowSize();
  const { suspendTerminal } = useApp();

  useEffect(() => {
    onStarted(async () => {
      const { resume } = await suspendTerminal();
      return resume;
    });
  }, [onStarted, suspendTerminal]);

  useEffect(() => {
    const { size } = program.state();
    if (columns !== size.columns || rows !== size.rows)
      program.dispatch({ type: 'resize', size: { columns, rows } });
  }, [program, columns, rows]);

  useInput((input: string, key: Key) => {
    for (const name of keyNames(input, key)) program.dispatch({ type: 'key', key: name });
  });
  usePaste((text: string) => program.dispatch({ type: 'paste', text }));

  return (
    <ThemeProvider value={theme}>
      <Box flexDirection="column" width={state.size.columns} height={state.size.rows}>
        <Screen state={state} onPick={(value) => program.dispatch({ type: 'picked', value })} />
      </Box>
    </ThemeProvider>
  );
}
