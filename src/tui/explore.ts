import { UserError } from '../lib/user-error.ts';
import type { EntryPointId } from '../model/exposure.ts';
import { createConnection } from './connection.ts';
import type { Effect } from './effects.ts';
import type { Ends } from './ends.ts';
import { createFetcher } from './fetch.ts';
import type { ExplorerOptions } from './options.ts';
import { createProgram, describeMistake, type Program } from './program.ts';
import { prepareEntryPoints } from './screens/entry-points/prepare.ts';
import type { Shown } from './show.tsx';
import { initialState, noticed, type Size, type State } from './state.ts';
import type { Stopping } from './stopping.ts';
import type { TerminalScreen } from './terminal.ts';

/** What was there before all of this was loaded. */
export interface Started {
  /** It was taken. */
  readonly screen: TerminalScreen;
  readonly ended: PromiseWithResolvers<number>;
  readonly ends: Ends;
  readonly stopping: Stopping;
}

/** Until somebody leaves; then the exit code. Rejects as `connect` does. */
export async function explore(
  options: ExplorerOptions,
  { screen, ended, ends, stopping }: Started,
): Promise<number> {
  const { stdout, clock } = options;
  const size = { columns: stdout.columns || 80, rows: stdout.rows || 24 };
  const program = createProgram(
    stateAtStart(options, size),
    (it) => run(it),
    (call) => clock.after(0, call),
    prepareEntryPoints,
  );
  const loadedOnce = Promise.withResolvers<void>();
  const connection = createConnection(options, {
    dispatch: program.dispatch,
    onHopeless: ended.reject,
    lendTerminal: async (during) => {
      await loadedOnce.promise;
      return stopping.lend(during);
    },
  });
  const fetcher = createFetcher(options, connection.session, program.dispatch);
  const run = (effect: Effect): void => {
    switch (effect.type) {
      case 'quit':
        return ended.resolve(effect.exitCode);
      case 'suspend':
        return void stopping.stop(ends.stop);
      case 'connect':
        return void connection.open(effect.context);
      case 'copy':
        return void stdout.write(clipboard(effect.text));
      case 'copy-json':
        return void copyJson(effect.entryPoint);
      case 'fetch':
        return fetcher.fetch(effect.view, program.state().logs);
      case 'probe':
        return void probe(effect);
      case 'stop-fetching':
        return fetcher.stop();
      case 'list-contexts':
        return void listContexts(options, program);
      case 'wake':
        return void clock.after(effect.after, () => tick(program, options));
    }
  };
  const probe = async ({ text, request, names }: Extract<Effect, { type: 'probe' }>) => {
    const found = await options.probe?.(request, names);
    if (found !== undefined) program.dispatch({ type: 'probed', text, probe: found });
  };
  const copyJson = async (entryPoint: EntryPointId): Promise<void> => {
    const { snapshot } = program.state();
    if (snapshot === undefined) return;
    try {
      const text = await options.toJson(snapshot, entryPoint);
      stdout.write(clipboard(text));
      program.dispatch({ type: 'copied', text });
    } catch (error) {
      program.dispatch({ type: 'notice', text: describeMistake(error) });
    }
  };
  let shown: Shown | undefined;
  const stopTicks = everySecond(options, () => tick(program, options));
  try {
    void connection.open();
    // Whoever leaves, or whatever fails, while the screens load ends it at once.
    const loading = withoutFetch(() =>
      options.plain ? import('./plain/show.tsx') : import('./show.tsx'),
    );
    const loaded = await Promise.race([loading, ended.promise]);
    if (typeof loaded === 'number') return loaded;
    shown = loaded.show(options.plain ? options : { ...options, stdout: screen.stdout }, program);
    stopping.use(shown.suspend);
    loadedOnce.resolve();
    return await ended.promise;
  } finally {
    stopTicks();
    fetcher.stop();
    await Promise.all([shown?.close(), connection.close()]);
  }
}

function stateAtStart(options: ExplorerOptions, size: Size): State {
  const { clock, clipboardNote, settingsMistakes, isFirstStart } = options;
  const { namespaces, explain, entryPointColumns: columns } = options;
  const settings = { namespaces, explain, ...(columns !== undefined && { columns }) };
  const state: State = {
    ...initialState(size, settings, clock.now()),
    settingsMistakes,
    ...(clipboardNote !== undefined && { clipboardNote }),
    ...(isFirstStart && { welcome: true }),
    ...(options.probe !== undefined && { canProbe: true }),
  };
  const [first, ...others] = settingsMistakes;
  if (first === undefined) return state;
  // What comes last may be cut: how many there are, and where they are to be read, comes first.
  const where =
    others.length === 0
      ? ''
      : `${settingsMistakes.length} mistakes in the settings, see ? or \`meshpath doctor\`: `;
  return noticed(state, `${where}${first}`, 'attention');
}

const TICK_MS = 1000;

function everySecond({ clock }: ExplorerOptions, call: () => void): () => void {
  let stop = clock.after(TICK_MS, goOn);
  function goOn(): void {
    call();
    stop = clock.after(TICK_MS, goOn);
  }
  return () => stop();
}

const tick = ({ dispatch }: Program, { clock }: ExplorerOptions): void =>
  dispatch({ type: 'tick', at: clock.now() });

/** OSC 52: the terminal keeps it for pasting, over SSH as well. */
const clipboard = (text: string): string =>
  `\u001B]52;c;${Buffer.from(text, 'utf8').toString('base64')}\u0007`;

async function listContexts({ contexts }: ExplorerOptions, { dispatch }: Program): Promise<void> {
  try {
    const { names, current } = (await contexts?.()) ?? { names: [] };
    dispatch({ type: 'contexts', names, ...(current !== undefined && { current }) });
  } catch (error) {
    const text = error instanceof UserError ? error.message : describeMistake(error);
    dispatch({ type: 'notice', text });
  }
}

/** Ink's layout engine asks for a data: URL with `fetch` while it loads, where there is one, and all of it loads too. */
async function withoutFetch<T>(load: () => Promise<T>): Promise<T> {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  if (own?.configurable !== true) return load();
  Reflect.deleteProperty(globalThis, 'fetch');
  try {
    return await load();
  } finally {
    Object.defineProperty(globalThis, 'fetch', own);
  }
}
