import { CATALOGUE } from '../checks/catalogue.ts';
import { uniqueBy } from '../lib/group.ts';
import { urlsOf } from '../text/urls.ts';
import type { Step } from './effects.ts';
import { tracedText } from './requests.ts';
import { namespacesIn } from './scope.ts';
import { listOf, noticed, type State, withList } from './state.ts';
import { goTo } from './trails.ts';

/** A command as it is typed behind `:`; each is one of the command line too. */
interface LineCommand {
  readonly name: string;
  readonly args: string;
  readonly summary: string;
  /** What may stand behind it. */
  readonly values?: (state: State) => readonly string[];
  run(state: State, rest: string): Step;
}

const FIRST = { type: 'entry-points' } as const;
const only = (state: State): Step => [state, []];

/** In the order in which they are offered. */
export const LINE_COMMANDS: readonly LineCommand[] = [
  {
    name: 'list',
    args: '',
    summary: 'entry points, worst first',
    run: (state) => only(goTo(state, [FIRST])),
  },
  {
    name: 'tree',
    args: '[QUERY]',
    summary: 'the entry points that fit, and what is below them',
    run: (state, rest) => {
      const there = goTo(state, [FIRST]);
      return only(withList(there, { ...listOf(there), filter: rest }));
    },
  },
  {
    name: 'trace',
    args: 'URL',
    summary: 'where one request goes, and why other rules do not take it',
    values: urls,
    run: (state, rest) => {
      const text = rest.replace(/\s--probe(?=\s|$)/, '');
      const next = tracedText(state, text);
      return only(text === rest ? next : noticed(next, 'x looks what is really there.'));
    },
  },
  {
    name: 'check',
    args: '',
    summary: 'the findings',
    run: (state) => only(goTo(state, [FIRST, { type: 'findings' }])),
  },
  {
    name: 'explain',
    args: 'ID',
    summary: 'what a check means, and how to mend what it finds',
    values: () => CATALOGUE.map((it) => it.id),
    run: (state, rest) => {
      const check = CATALOGUE.find((it) => it.id === rest);
      return only(
        check === undefined
          ? noticed(
              state,
              rest === '' ? 'explain needs the ID of a check.' : `There is no check ${rest}.`,
            )
          : { ...state, overlay: { type: 'explain', check: check.id, top: 0 } },
      );
    },
  },
  ...inShell('snapshot', '[FILE]', 'what meshpath read, as YAML'),
  ...inShell('diff', 'A B', 'what changed between two states'),
  ...inShell('test', 'FILE', 'a table of requests and what must answer them'),
  ...inShell('doctor', '', 'what meshpath can see here, and why not more'),
  ...inShell('completion', 'SHELL', 'a completion script'),
  ...inShell('version', '', 'the version of meshpath'),
  {
    name: 'help',
    args: '',
    summary: 'the keys of this screen',
    run: (state) => only({ ...state, overlay: { type: 'help', top: 0 } }),
  },
];

/** What only makes sense where its answer goes to a file or a script. */
function inShell(name: string, args: string, summary: string): readonly LineCommand[] {
  const line = `meshpath ${name} ${args}`.trimEnd();
  return [{ name, args, summary, run: (state) => only(noticed(state, `In a shell: ${line}`)) }];
}

/** Of no use on the command line: to leave, as editors have it. */
const QUIT: LineCommand = {
  name: 'quit',
  args: '',
  summary: 'leaves meshpath, as q does on the first screen',
  run: (state) => [state, [{ type: 'quit', exitCode: 0 }]],
};

/** A line as it may go on. */
export interface Completion {
  readonly line: string;
  readonly hint: string;
}

export function completionsOf(state: State, typed: string): readonly Completion[] {
  const { name, rest, isNamed } = partsOf(typed);
  const command = LINE_COMMANDS.find((it) => it.name === name);
  if (!isNamed || command === undefined)
    return [...LINE_COMMANDS, QUIT]
      .filter((it) => it.name.startsWith(name))
      .map((it) => ({
        line: it.name,
        hint: `${it.args}  ${it.summary}`.trimStart(),
      }));
  const scope = /^(.*?(?:^|\s)-n\s+)(\S*)$/.exec(rest);
  const values = scope === null ? (command.values?.(state) ?? []) : namespacesIn(state);
  const [, before = '', begun = rest] = scope ?? [];
  return values
    .filter((it) => it.toLowerCase().includes(begun.toLowerCase()))
    .map((it) => ({ line: `${command.name} ${before}${it}`, hint: '' }));
}

export function runLine(state: State, line: string): Step {
  const { name, rest } = partsOf(line);
  if (name === '') return only(state);
  if (name === 'q' || name === QUIT.name) return QUIT.run(state, rest);
  const command = LINE_COMMANDS.find((it) => it.name === name);
  if (command === undefined) return only(noticed(state, `There is no command ${name}.`));
  const [, namespace] = /(?:^|\s)-n\s+(\S+)/.exec(rest) ?? [];
  const all = /(?:^|\s)-A(?:\s|$)/.test(rest);
  const scoped =
    namespace === undefined && !all
      ? state
      : {
          ...state,
          settings: { ...state.settings, namespaces: namespace === undefined ? [] : [namespace] },
        };
  return command.run(scoped, rest.replace(/(^|\s)(-n\s+\S+|-A)(?=\s|$)/g, '').trim());
}

function partsOf(line: string): {
  readonly name: string;
  readonly rest: string;
  readonly isNamed: boolean;
} {
  const [, name = '', gap = '', rest = ''] = /^\s*:?(\S*)(\s*)(.*)$/.exec(line) ?? [];
  return { name, rest: rest.trimEnd(), isNamed: gap !== '' };
}

function urls({ snapshot }: State): readonly string[] {
  const all = (snapshot?.exposure.entryPoints ?? []).flatMap(urlsOf);
  return uniqueBy(
    all.filter((it) => !it.includes('*')),
    (it) => it,
  );
}
