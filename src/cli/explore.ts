import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

import { colourOf, type Context } from './context.ts';
import { settingsIn } from './settings-file.ts';
import type { Settings } from './settings.ts';
import { sourceChoice } from './source-choice.ts';

type Environment = Context['io']['env'];

export async function explore(context: Context): Promise<number> {
  const { args, io, wiring } = context;
  const { flags } = args;
  const { settings, mistakes } = await settingsIn(io.env);
  const note = clipboardNote(io.env);
  const plain = flags.has('plain') || (io.env['INK_SCREEN_READER'] ?? '') === 'true';
  return wiring.explore(sourceChoice(flags), {
    namespaces: flags.has('all-namespaces')
      ? []
      : flags.has('namespace')
        ? flags.all('namespace')
        : (settings.namespaces ?? []),
    colour: colourOf(context) && !plain,
    ascii: flags.has('ascii') || settings.ascii === true,
    theme: themeOf(context, settings.theme),
    mouse: !flags.has('no-mouse') && settings.mouse !== false && !plain,
    plain,
    explain: settings.explain === true,
    settingsMistakes: mistakes,
    isFirstStart: isFirstStart(io.env),
    ...(settings.columns !== undefined && { entryPointColumns: settings.columns }),
    ...(note !== undefined && { clipboardNote: note }),
  });
}

/** As asked for, else as a terminal tells its background; most are dark. */
function themeOf(
  { args: { flags }, io }: Context,
  setting: Settings['theme'] = 'auto',
): 'dark' | 'light' {
  const wanted = flags.one('theme') ?? setting;
  if (wanted === 'dark' || wanted === 'light') return wanted;
  const background = io.env['COLORFGBG']?.split(';').at(-1) ?? '';
  return background === '7' || background === '15' ? 'light' : 'dark';
}

/** Whether it was never started here before; where that cannot be kept, it counts as known. */
function isFirstStart(env: Environment): boolean {
  const file = join(env['XDG_STATE_HOME'] || join(homedir(), '.local/state'), 'meshpath/started');
  // Not imported: this file is loaded by each command, and that would take it a tenth of its start.
  const { mkdirSync, writeFileSync } = process.getBuiltinModule('node:fs');
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '', { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

/** Why this terminal may not take what a program copies; whether it did cannot be seen. */
function clipboardNote(env: Environment): string | undefined {
  if (env['TMUX'] !== undefined)
    return 'Inside tmux a program can copy only after `set -g set-clipboard on`.';
  if (env['STY'] !== undefined) return 'Inside screen a program cannot copy.';
  if (env['TERM_PROGRAM'] === 'Apple_Terminal' || env['VTE_VERSION'] !== undefined)
    return 'This terminal lets no program copy.';
  return undefined;
}
