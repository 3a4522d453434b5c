import { render, Static, Text } from 'ink';
import { useEffect, useRef, useState } from 'react';

import type { ExplorerOptions } from '../options.ts';
import { Chooser } from '../parts/picker.tsx';
import type { Program } from '../program.ts';
import type { Shown } from '../show.tsx';
import type { State } from '../state.ts';
import { type Suspend, useTerminal } from '../use-terminal.ts';
import { spoken } from './spoken.ts';

/** Line by line, each said once, on the screen that scrolls: what a screen reader can follow. */
export function show({ stdin, stdout }: ExplorerOptions, program: Program): Shown {
  const { promise, resolve } = Promise.withResolvers<Suspend>();
  const instance = render(<Spoken program={program} onStarted={resolve} />, {
    stdin,
    stdout,
    exitOnCtrlC: false,
    patchConsole: false,
    interactive: true,
  });
  return {
    suspend: promise,
    close: async () => {
      instance.unmount();
      await instance.waitUntilExit();
    },
  };
}

function Spoken({
  program,
  onStarted,
}: {
  readonly program: Program;
  readonly onStarted: (suspend: Suspend) => void;
}) {
  const last = useRef<State>(undefined);
  const [lines, setLines] = useState<readonly string[]>([]);
  const [state, setState] = useState(program.state());

  useTerminal(program, onStarted);

  useEffect(() => {
    const listen = (): void => {
      const next = program.state();
      const more = spoken(last.current, next);
      last.current = next;
      setState(next);
      if (more.length > 0) setLines((said) => [...said, ...more]);
    };
    listen();
    return program.subscribe(listen);
  }, [program]);

  const { overlay, size } = state;
  return (
    <>
      <Static items={[...lines]}>{(line, index) => <Text key={index}>{line}</Text>}</Static>
      {overlay?.type === 'picker' && (
        <Chooser
          picker={overlay}
          width={size.columns}
          height={Math.min(overlay.items.length + 2, size.rows - 1)}
          onPick={(value) => program.dispatch({ type: 'picked', value })}
        />
      )}
    </>
  );
}
