import { COMMAND_NAMES, commandInfo, type CommandName } from './commands.ts';
import { EXPLORER_FLAGS, flagInfo, type FlagName, flagSummary, SOURCE_FLAGS } from './flags.ts';

/** `meshpath --help`. */
export function generalHelp(): string {
  const commands = COMMAND_NAMES.map((name): Row => {
    const { args, summary } = commandInfo(name);
    return [`meshpath ${name} ${args}`.trimEnd(), summary];
  });
  return lines(
    'Where does a request to a Kubernetes cluster go, and why does it fail?',
    '',
    'Usage:',
    ...columns([
      ['meshpath', 'the explorer on the full screen; without a terminal the same as list'],
      ...commands,
    ]),
    '',
    'Where the objects come from, one of:',
    ...columns([
      ['the cluster', 'of the current context, as kubectl finds it; it is only read'],
      ['-f PATH', 'files, folders or - (stdin), as kubectl get -o yaml gives them'],
      ['--demo', 'a built-in cluster, to look around'],
    ]),
    ...section('On the full screen:', EXPLORER_FLAGS, []),
    '',
    '`meshpath help COMMAND` tells the flags of a command and gives examples.',
  );
}

/** `meshpath help COMMAND`. */
export function commandHelp(name: CommandName): string {
  const { args, summary, flags, outputs, examples } = commandInfo(name);
  const own = flags.filter((it) => !SOURCE_FLAGS.includes(it));
  const source = flags.filter((it) => SOURCE_FLAGS.includes(it));
  return lines(
    `${summary[0]?.toUpperCase() ?? ''}${summary.slice(1)}.`,
    '',
    'Usage:',
    `  meshpath ${name} ${args}`.trimEnd() + (flags.length > 1 ? ' [FLAGS]' : ''),
    '',
    'Examples:',
    ...examples.flatMap(([command, what]) => [`  # ${what}`, `  ${command}`]),
    ...section('Flags:', own, outputs),
    ...section('Where the objects come from:', source, outputs),
  );
}

type Row = readonly [name: string, summary: string];

const section = (
  title: string,
  flags: readonly FlagName[],
  outputs: readonly string[],
): readonly string[] =>
  flags.length === 0 ? [] : ['', title, ...columns(flags.map((it) => flagRow(it, flags, outputs)))];

function flagRow(name: FlagName, flags: readonly FlagName[], outputs: readonly string[]): Row {
  const { short, value, optional, repeat } = flagInfo(name);
  const argument = value === undefined ? '' : optional === true ? `[=${value}]` : ` ${value}`;
  const forms = name === 'output' ? `: ${outputs.join(', ')}` : '';
  return [
    `${short === undefined ? '    ' : `-${short}, `}--${name}${argument}`,
    `${flagSummary(name, flags)}${forms}${repeat === true ? ' (may be repeated)' : ''}`,
  ];
}

function columns(rows: readonly Row[]): readonly string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, summary]) => `  ${name.padEnd(width)}  ${summary}`);
}

const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;
