import type { Context } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { notesOf } from './notes.ts';
import { readOnce, sourceChoice } from './source-choice.ts';

/** What was read, as YAML that `-f` reads back: to stdout, or into a file that only its owner may read. */
export async function snapshot({ args, io, wiring }: Context): Promise<number> {
  const session = await wiring.open(readOnce(sourceChoice(args.flags)));
  try {
    await session.ready;
    for (const note of notesOf(session.snapshot())) io.stderr.write(`${note}\n`);
    const text = await wiring.snapshotText(session.source);
    const [file = '-'] = args.positional;
    if (file === '-') io.stdout.write(text);
    else await io.writeFile(file, text);
    return EXIT.done;
  } finally {
    await session.close();
  }
}
