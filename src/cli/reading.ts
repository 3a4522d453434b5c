import type { Source } from '../inventory/source.ts';
import type { Session, Snapshot } from '../session/session.ts';
import { usage } from './args.ts';
import type { Context } from './context.ts';
import { likelyNamespaces } from './needed-namespaces.ts';
import { notesOf } from './notes.ts';
import { readOnce, sourceChoice } from './source-choice.ts';

/** What a command makes of a snapshot: its answer, what goes to stderr, and the exit code. */
export interface Answer {
  readonly text: string;
  readonly notes: readonly string[];
  readonly exitCode: number;
}

/** Namespaces of which the answer needs the Pods beside the known ones, where it does not need all. */
type Needs = (snapshot: Snapshot, known: ReadonlySet<string>) => readonly string[];

/** Reads, answers, and closes; with `-w` answers again on every change, until somebody ends it. */
export async function answerFrom(
  { args, io, wiring }: Context,
  answer: (snapshot: Snapshot, source: Source) => Answer,
  /** What has to be waited for before the first answer. */
  before: (snapshot: Snapshot) => Promise<void> = async () => {},
  needs?: Needs,
): Promise<number> {
  const choice = sourceChoice(args.flags);
  const watches = args.flags.has('watch');
  if (watches && choice.type === 'files')
    throw usage('Files are read once, so -w shows nothing new: leave it out.');
  const isLazy = needs !== undefined && !watches;
  const isNarrow = isLazy && choice.type === 'cluster';
  const narrow = isNarrow ? { ...choice, onDemand: true as const } : choice;
  const session = await wiring.open(watches ? narrow : readOnce(narrow), { isLazy });
  try {
    await session.ready;
    if (isNarrow) await readNeeded(session, needs);
    let said: readonly string[] = [];
    const give = (snapshot: Snapshot): number => {
      const { text, notes, exitCode } = answer(snapshot, session.source);
      const all = [...notesOf(snapshot), ...notes];
      for (const note of all.filter((it) => !said.includes(it))) io.stderr.write(`${note}\n`);
      said = all;
      io.stdout.write(text);
      return exitCode;
    };
    const first = session.snapshot();
    await before(first);
    const exitCode = give(first);
    if (!watches) return exitCode;
    session.subscribe(give);
    return await io.untilInterrupted();
  } finally {
    await session.close();
  }
}

/** What was read may lead to what must be read, until it leads nowhere new. */
async function readNeeded(session: Session, needs: Needs): Promise<void> {
  const { source } = session;
  const known = new Set<string>();
  let wanted = likelyNamespaces(source.read().inventory);
  do {
    for (const it of wanted) known.add(it);
    if (wanted.length > 0) await source.readIn?.(wanted);
    wanted = needs(session.snapshot(), known);
  } while (wanted.length > 0);
}
