import { printable } from '../text/printable.ts';
import { usage } from './args.ts';
import { colourOf, type Context } from './context.ts';
import { sourceChoice } from './source-choice.ts';

/** The full screen, where there is one and nothing else is asked for. */
export const explores = ({ args: { flags }, io }: Context): boolean =>
  io.stdout.isTTY &&
  io.stdin.isTTY &&
  io.env['TERM'] !== 'dumb' &&
  !flags.has('output') &&
  !flags.has('json') &&
  !flags.has('watch');

export function explore(context: Context): Promise<number> {
  const { args, io, wiring } = context;
  const note = clipboardNote(io.env);
  return wiring.explore(sourceChoice(args.flags), {
    namespaces: args.flags.has('all-namespaces') ? [] : args.flags.all('namespace'),
    colour: colourOf(context),
    ascii: args.flags.has('ascii'),
    theme: themeOf(context),
    mouse: !args.flags.has('no-mouse'),
    ...(note !== undefined && { clipboardNote: note }),
  });
}

/** As asked for, else as a terminal tells its background; most are dark. */
function themeOf({ args: { flags }, io }: Context): 'dark' | 'light' {
  const wanted = flags.one('theme');
  if (wanted === 'dark' || wanted === 'light') return wanted;
  if (wanted !== undefined) throw usage(`--theme takes dark or light, not "${printable(wanted)}".`);
  const background = io.env['COLORFGBG']?.split(';').at(-1) ?? '';
  return background === '7' || background === '15' ? 'light' : 'dark';
}

/** Why this terminal may not take what a program copies; whether it did cannot be seen. */
function clipboardNote(env: Context['io']['env']): string | undefined {
  if (env['TMUX'] !== undefined)
    return 'Inside tmux a program can copy only after `set -g set-clipboard on`.';
  if (env['STY'] !== undefined) return 'Inside screen a program cannot copy.';
  if (env['TERM_PROGRAM'] === 'Apple_Terminal' || env['VTE_VERSION'] !== undefined)
    return 'This terminal lets no program copy.';
  return undefined;
}
