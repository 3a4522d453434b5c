import { Box, useWindowSize } from 'ink';
import { useEffect, useSyncExternalStore } from 'react';

import type { Program } from './program.ts';
import { Screen } from './screen.tsx';
import { type Theme, ThemeProvider } from './theme.ts';
import { type Suspend, useTerminal } from './use-terminal.ts';

/** The only component that knows the size of Ink's terminal. */
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
  useTerminal(program, onStarted);

  useEffect(() => {
    const { size } = program.state();
    if (columns !== size.columns || rows !== size.rows)
      program.dispatch({ type: 'resize', size: { columns, rows } });
  }, [program, columns, rows]);

  return (
    <ThemeProvider value={theme}>
      <Box flexDirection="column" width={state.size.columns} height={state.size.rows}>
        <Screen state={state} onPick={(value) => program.dispatch({ type: 'picked', value })} />
      </Box>
    </ThemeProvider>
  );
}
