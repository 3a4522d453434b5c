import { SEVERITIES } from '../model/finding.ts';
import { shortestPaths } from '../model/object-ref.ts';
import type { Snapshot } from '../session/session.ts';
import { hostsOf } from '../text/hosts.ts';
import { printable } from '../text/printable.ts';
import { urlsOf } from '../text/urls.ts';
import type { Flags } from './args.ts';
import {
  COMMAND_NAMES,
  commandInfo,
  type CommandName,
  DEFAULT_COMMAND,
  isCommand,
} from './commands.ts';
import type { Wiring } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { EXPLORER_FLAGS, FLAG_NAMES, flagInfo, type FlagName, flagSummary } from './flags.ts';
import type { Io } from './io.ts';
import { readOnce, sourceChoice } from './source-choice.ts';

/** What may stand at a place: a word, and what it means. */
type Candidate = readonly [word: string, meaning?: string];

/**
 * What fits at the end of a command line, for shells and for kubectl. As the library cobra has it, which kubectl knows: a
 * candidate a line, its meaning behind a tab; last `:0` where files fit too, and `:4` where they do not.
 */
export async function complete(words: readonly string[], io: Io, wiring: Wiring): Promise<number> {
  const answer = await answerTo(words, wiring);
  // A word that cannot be shown as it is cannot be typed either.
  const lines = answer.candidates
    .filter(([word]) => word === printable(word))
    .map(([word, meaning]) => (meaning === undefined ? word : `${word}\t${printable(meaning)}`));
  io.stdout.write([...lines, `:${answer.files ? WITH_FILES : NO_FILES}`, ''].join('\n'));
  return EXIT.done;
}

const WITH_FILES = 0;
const NO_FILES = 4;

interface Completion {
  readonly candidates: readonly Candidate[];
  readonly files: boolean;
}

const FILES: Completion = { candidates: [], files: true };
const only = (candidates: readonly Candidate[]): Completion => ({ candidates, files: false });

async function answerTo(words: readonly string[], wiring: Wiring): Promise<Completion> {
  const current = words.at(-1) ?? '';
  const line = scan(words.slice(0, -1));
  const command = line.positional.find(isCommand);
  const fitting = ({ candidates, files }: Completion): Completion => ({
    candidates: candidates.filter(([word]) => word.startsWith(current)),
    files,
  });
  if (line.waiting !== undefined)
    return fitting(await valuesOf(line.waiting, { line, wiring, command }));
  const joined = /^--([\w-]+)=/.exec(current);
  const name = FLAG_NAMES.find((it) => it === joined?.[1]);
  if (name !== undefined) {
    const { candidates } = await valuesOf(name, { line, wiring, command });
    return fitting(only(candidates.map(([word, ...rest]) => [`--${name}=${word}`, ...rest])));
  }
  if (current.startsWith('-')) return fitting(only(flagsFor(command, line)));
  if (command === undefined)
    return fitting(only(COMMAND_NAMES.map((it) => [it, commandInfo(it).summary])));
  return fitting(await wordsFor(command, { line, wiring, command }));
}

interface Line {
  readonly flags: Flags;
  readonly positional: readonly string[];
  /** The flag whose value comes next. */
  readonly waiting?: FlagName;
}

/** As the parser reads it, but for what is wrong: that is not finished yet. */
function scan(words: readonly string[]): Line {
  const given = new Map<FlagName, string[]>();
  const positional: string[] = [];
  let waiting: FlagName | undefined;
  for (const word of words) {
    if (waiting !== undefined) {
      given.set(waiting, [...(given.get(waiting) ?? []), word]);
      waiting = undefined;
      continue;
    }
    if (!word.startsWith('-') || word === '-') {
      positional.push(word);
      continue;
    }
    const [, long, short, value] = /^(?:--([\w-]+)|-(\w))(?:=?(.+))?$/s.exec(word) ?? [];
    const name = FLAG_NAMES.find(
      (it) => it === long || (short !== undefined && flagInfo(it).short === short),
    );
    if (name === undefined) continue;
    const info = flagInfo(name);
    if (info.value !== undefined && info.optional !== true && value === undefined) waiting = name;
    else given.set(name, [...(given.get(name) ?? []), value ?? '']);
  }
  return {
    flags: {
      has: (name) => given.has(name),
      one: (name) => given.get(name)?.at(-1),
      all: (name) => given.get(name) ?? [],
    },
    positional,
    ...(waiting !== undefined && { waiting }),
  };
}

function flagsFor(command: CommandName | undefined, { flags }: Line): readonly Candidate[] {
  const own = commandInfo(command ?? DEFAULT_COMMAND).flags;
  const all = command === undefined ? [...own, ...EXPLORER_FLAGS] : own;
  return all
    .filter((it) => !flags.has(it) || 'repeat' in flagInfo(it))
    .map((it) => [`--${it}`, flagSummary(it, own)]);
}

interface Asked {
  readonly line: Line;
  readonly wiring: Wiring;
  readonly command: CommandName | undefined;
}

type Values = (asked: Asked) => Completion | Promise<Completion>;

const words = (list: readonly string[]): Completion => only(list.map((it) => [it]));

const anyCheck: Values = async () => only(await checks());

/** Of flags that are not here nobody can know the values. */
const VALUES: Readonly<Partial<Record<FlagName, Values>>> = {
  kubeconfig: () => FILES,
  filename: () => FILES,
  output: ({ command }) => words(commandInfo(command ?? DEFAULT_COMMAND).outputs),
  context: async ({ line, wiring }) => words(await quietly(() => wiring.contexts(choiceOf(line)))),
  demo: async ({ wiring }) => only(await wiring.scenarios()),
  namespace: async (asked) => only(await live(asked, namespacesIn)),
  via: async (asked) => only(await live(asked, entryPointsIn)),
  address: async (asked) => only(await live(asked, addressesIn)),
  method: () => words(METHODS),
  'fail-on': () => words(SEVERITIES),
  only: anyCheck,
  skip: anyCheck,
};

const valuesOf = async (name: FlagName, asked: Asked): Promise<Completion> =>
  (await VALUES[name]?.(asked)) ?? words(flagInfo(name).values ?? []);

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

async function wordsFor(command: CommandName, { line, wiring }: Asked): Promise<Completion> {
  const isFirst = line.positional.length === 1;
  switch (command) {
    case 'trace':
      return isFirst ? only(await live({ line, wiring }, urlsIn)) : only([]);
    case 'tree':
      return isFirst ? only(await live({ line, wiring }, hostsIn)) : only([]);
    case 'explain':
      return isFirst ? only(await checks()) : only([]);
    case 'help':
      return isFirst ? only(COMMAND_NAMES.map((it) => [it, commandInfo(it).summary])) : only([]);
    case 'completion':
      return isFirst ? only(SHELLS.map((it) => [it])) : only([]);
    case 'diff':
      return {
        candidates: [
          ['cluster', 'as it is now'],
          ['cluster+', 'as it would be with these files applied'],
        ],
        files: true,
      };
    case 'snapshot':
    case 'test':
      return FILES;
    case 'list':
    case 'check':
    case 'doctor':
    case 'version':
      return only([]);
  }
}

export const SHELLS = ['bash', 'zsh', 'fish', 'pwsh'] as const;

async function checks(): Promise<readonly Candidate[]> {
  const { CATALOGUE } = await import('../checks/catalogue.ts');
  return CATALOGUE.map((it) => [it.id, it.summary]);
}

/** Nobody waits longer for a word to be completed; what was read until then is offered. */
const PATIENCE_MS = 2_000;

/** Out of the cluster, files or demo that the line names so far. Nothing where they cannot be read. */
const live = (
  { line, wiring }: Pick<Asked, 'line' | 'wiring'>,
  of: (snapshot: Snapshot) => readonly Candidate[],
): Promise<readonly Candidate[]> =>
  quietly(async () => {
    const session = await wiring.open(readOnce(choiceOf(line)), { asks: false });
    try {
      await Promise.race([session.ready, wiring.wait(PATIENCE_MS)]);
      return of(session.snapshot());
    } finally {
      await session.close();
    }
  });

const choiceOf = ({ flags }: Line) => sourceChoice(flags);

/** A line that is not finished has no mistakes yet. */
async function quietly<T>(read: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await read();
  } catch {
    return [];
  }
}

const unique = (found: readonly (string | undefined)[]): readonly Candidate[] =>
  [...new Set(found.flatMap((it) => it ?? []))]
    .filter((it) => it !== '')
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((it) => [it]);

const namespacesIn = ({ inventory, exposure }: Snapshot): readonly Candidate[] =>
  unique([
    ...inventory.list('Namespace').map((it) => it.metadata.name),
    ...exposure.entryPoints.flatMap(({ object, routes }) => [
      object.namespace,
      ...routes.map((it) => it.object.namespace),
    ]),
  ]);

const entryPointsIn = ({ exposure }: Snapshot): readonly Candidate[] => {
  const objects = exposure.entryPoints.map((it) => it.object);
  return unique(objects.map(shortestPaths(objects)));
};

const addressesIn = ({ exposure }: Snapshot): readonly Candidate[] =>
  unique(exposure.entryPoints.flatMap((it) => it.addresses.map(({ value }) => value)));

/** Names alone: a `*` is nothing to call. */
const hostsIn = ({ exposure }: Snapshot): readonly Candidate[] =>
  unique(
    exposure.entryPoints.flatMap((it) => hostsOf(it).map(({ host }) => host.replace(/^\*\.?/, ''))),
  );

const urlsIn = ({ exposure }: Snapshot): readonly Candidate[] =>
  unique(
    exposure.entryPoints.flatMap((it) => {
      const urls = urlsOf(it);
      const scheme = urls.some((url) => url.startsWith('https:')) ? 'https' : 'http';
      const names = hostsOf(it)
        .map(({ host }) => host)
        .filter((host) => !host.includes('*'));
      return [
        ...urls
          .filter((url) => !url.includes('*'))
          .map((url) => (/^https?:/.test(url) ? `${url}/` : url)),
        ...names.map((host) => `${scheme}://${host}/`),
      ];
    }),
  );
