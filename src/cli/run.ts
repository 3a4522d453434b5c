import { printable } from '../text/printable.ts';
import { type Args, parseArgs, usage } from './args.ts';
import { COMMAND_NAMES, DEFAULT_COMMAND, isCommand } from './commands.ts';
import type { Context, Wiring } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { explore } from './explore.ts';
import { commandHelp, generalHelp } from './help.ts';
import type { Io } from './io.ts';
import { didYouMean, suggest } from './suggest.ts';

/** One command line, from its words to its exit code. Rejects with a UserError where it cannot be done. */
export async function run(argv: readonly string[], io: Io, wiring: Wiring): Promise<number> {
  if (argv[0] === '__complete') {
    const { complete } = await import('./complete.ts');
    return complete(argv.slice(1), io, wiring);
  }
  const args = parseArgs(argv);
  const context: Context = { args, io, wiring };
  if (args.flags.has('help')) return print(io, helpFor(args));
  if (args.flags.has('version')) return print(io, `${wiring.version}\n`);
  if (args.command === undefined && explores(context)) return explore(context);
  switch (args.command ?? DEFAULT_COMMAND) {
    case 'list':
      return (await import('./list.ts')).list(context);
    case 'tree':
      return (await import('./tree.ts')).tree(context);
    case 'trace':
      return (await import('./trace.ts')).trace(context);
    case 'check':
      return (await import('./check.ts')).check(context);
    case 'explain':
      return (await import('./explain.ts')).explain(context);
    case 'snapshot':
      return (await import('./snapshot.ts')).snapshot(context);
    case 'diff':
      return (await import('./diff.ts')).diff(context);
    case 'test':
      return (await import('./test.ts')).test(context);
    case 'doctor':
      return (await import('./doctor.ts')).doctor(context);
    case 'completion':
      return (await import('./completion.ts')).completion(context);
    case 'version':
      return print(io, `${wiring.build}\n`);
    case 'help':
      return print(io, topicHelp(args));
  }
}

/** The full screen, where there is one and nothing else is asked for. */
const explores = ({ args: { flags }, io }: Context): boolean =>
  io.stdout.isTTY &&
  io.stdin.isTTY &&
  io.env['TERM'] !== 'dumb' &&
  !flags.has('output') &&
  !flags.has('json') &&
  !flags.has('watch');

function print(io: Io, text: string): number {
  io.stdout.write(text);
  return EXIT.done;
}

const helpFor = ({ command }: Args): string =>
  command === undefined ? generalHelp() : commandHelp(command);

function topicHelp({ positional }: Args): string {
  const [topic] = positional;
  if (topic === undefined) return generalHelp();
  if (isCommand(topic)) return commandHelp(topic);
  throw usage(
    `There is no command "${printable(topic)}".${didYouMean(suggest(topic, COMMAND_NAMES))} \`meshpath help\` lists them all.`,
  );
}
