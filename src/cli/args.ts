import { UserError } from '../lib/user-error.ts';
import { listing } from '../lib/words.ts';
import { printable } from '../text/printable.ts';
import {
  COMMAND_NAMES,
  commandInfo,
  type CommandInfo,
  type CommandName,
  DEFAULT_COMMAND,
  isCommand,
} from './commands.ts';
import { EXIT } from './exit-codes.ts';
import { EXPLORER_FLAGS, type Flag, FLAG_NAMES, flagInfo, type FlagName } from './flags.ts';
import { didYouMean, suggest } from './suggest.ts';

/** A command line, understood. */
export interface Args {
  /** Absent where none is named. */
  readonly command?: CommandName;
  readonly positional: readonly string[];
  readonly flags: Flags;
}

/** The values of each flag that was given; a flag without a value has an empty one. */
export interface Flags {
  has(name: FlagName): boolean;
  /** The last one counts, as kubectl has it. */
  one(name: FlagName): string | undefined;
  all(name: FlagName): readonly string[];
}

/** Flags may stand anywhere; `--` ends them. */
export function parseArgs(argv: readonly string[]): Args {
  const given = new Map<FlagName, string[]>();
  const words: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--') {
      words.push(...argv.slice(index + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      words.push(word);
      continue;
    }
    const { used } = readFlag(word, argv[index + 1], (name, value) =>
      given.set(name, [...(given.get(name) ?? []), value]),
    );
    if (used) index += 1;
  }
  const flags = flagsOf(given);
  const { command, positional } = commandOf(words, flags);
  checkFlags(command, given);
  return { ...(command !== undefined && { command }), positional, flags };
}

const flagsOf = (given: ReadonlyMap<FlagName, readonly string[]>): Flags => ({
  has: (name) => given.has(name),
  one: (name) => given.get(name)?.at(-1),
  all: (name) => given.get(name) ?? [],
});

type Give = (name: FlagName, value: string) => void;

/** Whether the next word was its value. */
function readFlag(word: string, next: string | undefined, give: Give): { readonly used: boolean } {
  if (!word.startsWith('--')) return readShort(word, next, give);
  const [text, value] = splitOnce(word.slice(2));
  const name = FLAG_NAMES.find((it) => it === text);
  if (name === undefined) throw unknownFlag(word.slice(0, 2 + text.length), `--${text}`);
  return giveValue(`--${name}`, name, value, next, give);
}

/** `-n shop`, `-nshop`, `-n=shop`; several without a value in one word: `-Aw`. */
function readShort(word: string, next: string | undefined, give: Give): { readonly used: boolean } {
  for (let index = 1; index < word.length; index += 1) {
    const short = word[index] ?? '';
    const name = FLAG_NAMES.find((it) => flagInfo(it).short === short);
    if (name === undefined) throw unknownFlag(word, `--${word.slice(1)}`);
    if (flagInfo(name).value !== undefined) {
      const rest = word.slice(index + 1);
      const value = rest === '' ? undefined : rest.replace(/^=/, '');
      return giveValue(`-${short}`, name, value, next, give);
    }
    give(name, '');
  }
  return { used: false };
}

function giveValue(
  written: string,
  name: FlagName,
  value: string | undefined,
  next: string | undefined,
  give: Give,
): { readonly used: boolean } {
  const flag: Flag = flagInfo(name);
  if (flag.value === undefined) {
    if (value !== undefined) throw usage(`${written} takes no value.`);
    give(name, '');
    return { used: false };
  }
  if (value !== undefined || flag.optional === true) {
    give(name, value ?? '');
    return { used: false };
  }
  if (next === undefined) throw usage(`${written} needs a value: ${written} ${flag.value}`);
  give(name, next);
  return { used: true };
}

function splitOnce(text: string): readonly [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function commandOf(
  words: readonly string[],
  flags: Flags,
): { readonly command?: CommandName; readonly positional: readonly string[] } {
  const [first, ...rest] = words;
  if (first === undefined) return { positional: [] };
  if (!isCommand(first)) {
    const meant = suggest(first, COMMAND_NAMES);
    throw usage(
      `There is no command "${printable(first)}".${didYouMean(meant)} \`meshpath help\` lists them all.`,
    );
  }
  const info: CommandInfo = commandInfo(first);
  if (flags.has('help')) return { command: first, positional: rest };
  const line = `meshpath ${first} ${info.args}`.trimEnd();
  if (rest.length < info.least) throw usage(`${first} needs ${info.args}: ${line}`);
  if (rest.length > info.most)
    throw usage(`${first} does not take "${printable(rest[info.most] ?? '')}": ${line}`);
  return { command: first, positional: rest };
}

/** Flags that this command has no use for are refused, not ignored. */
function checkFlags(
  command: CommandName | undefined,
  given: ReadonlyMap<FlagName, readonly string[]>,
): void {
  const own = commandInfo(command ?? DEFAULT_COMMAND).flags;
  for (const [name, values] of given) {
    const isOwn =
      own.includes(name) ||
      (command === undefined && (name === 'version' || EXPLORER_FLAGS.includes(name)));
    if (!isOwn)
      throw usage(
        `--${name} means nothing to ${command ?? 'meshpath without a command'}. \`meshpath help ${command ?? ''}`.trimEnd() +
          '` tells its flags.',
      );
    const wrong = values.find((it) => flagInfo(name).values?.includes(it) === false);
    if (wrong !== undefined)
      throw usage(
        `--${name} takes ${listing(flagInfo(name).values ?? [], 'or')}, not "${printable(wrong)}".`,
      );
    if (values.length > 1 && flagInfo(name).value !== undefined && flagInfo(name).repeat !== true)
      throw usage(`--${name} may be given only once.`);
  }
}

function unknownFlag(written: string, long: string): UserError {
  const meant = suggest(
    long,
    FLAG_NAMES.map((it) => `--${it}`),
  );
  return usage(
    `There is no flag ${printable(written)}.${didYouMean(meant)} \`meshpath help COMMAND\` tells the flags of a command.`,
  );
}

export const usage = (message: string): UserError => new UserError(message, EXIT.usage);
