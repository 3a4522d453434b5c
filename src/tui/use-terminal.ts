import { type Key, useApp, useInput, usePaste } from 'ink';
import { useEffect } from 'react';

import { keyNames } from './key-names.ts';
import type { Program } from './program.ts';

/** Gives the terminal to the shell; returns how to take it back. */
export type Suspend = () => Promise<() => Promise<void>>;

/** Ink's terminal: what is typed and pasted goes to the program, and `onStarted` gets how to leave it for a while. */
export function useTerminal(program: Program, onStarted: (suspend: Suspend) => void): void {
  const { suspendTerminal } = useApp();

  useEffect(() => {
    onStarted(async () => {
      const { resume } = await suspendTerminal();
      return resume;
    });
  }, [onStarted, suspendTerminal]);

  useInput((input: string, key: Key) => {
    for (const name of keyNames(input, key)) program.dispatch({ type: 'key', key: name });
  });
  usePaste((text: string) => program.dispatch({ type: 'paste', text }));
}
