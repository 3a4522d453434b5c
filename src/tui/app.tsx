import { Box, Text, useWindowSize } from 'ink';
import { useEffect, useSyncExternalStore } from 'react';

import { printable } from '../text/printable.ts';
import { Boundary } from './parts/boundary.tsx';
import { describeMistake, type Program } from './program.ts';
import { Screen } from './screen.tsx';
import { viewKey, viewOf } from './state.ts';
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
        <Boundary key={viewKey(viewOf(state))} fallback={mistake}>
          <Screen state={state} onPick={(value) => program.dispatch({ type: 'picked', value })} />
        </Boundary>
      </Box>
    </ThemeProvider>
  );
}

/** Where not even the frame of a screen can be drawn. */
const mistake = (error: unknown) => <Text>{printable(describeMistake(error))}</Text>;
