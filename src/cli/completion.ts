import { printable } from '../text/printable.ts';
import { usage } from './args.ts';
import { SHELLS } from './complete.ts';
import { BASH, FISH, PWSH, ZSH } from './completion-scripts.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { didYouMean, suggest } from './suggest.ts';

const SCRIPTS: Readonly<Record<(typeof SHELLS)[number], string>> = {
  bash: BASH,
  zsh: ZSH,
  fish: FISH,
  pwsh: PWSH,
};

/** A script that lets a shell ask meshpath what may come next. */
export function completion({ args, io }: Context): number {
  const [name = ''] = args.positional;
  const shell = SHELLS.find((it) => it === (name === 'powershell' ? 'pwsh' : name));
  if (shell === undefined)
    throw usage(
      `There is no script for "${printable(name)}".${didYouMean(suggest(name, SHELLS))} There are: ${SHELLS.join(', ')}.`,
    );
  io.stdout.write(SCRIPTS[shell]);
  return EXIT.done;
}
