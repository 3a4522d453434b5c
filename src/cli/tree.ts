import { treeOf } from '../text/tree.ts';
import { type Context, outputOf, paintFor } from './context.ts';
import { exposureDocument, printDocument } from './documents.ts';
import { EXIT } from './exit-codes.ts';
import { emptyNote } from './list.ts';
import { printTree } from './print/tree.ts';
import { type Answer, answerFrom } from './reading.ts';
import { matching, shownEntryPoints } from './scope.ts';

/** Entry points and everything below them. */
export function tree(context: Context): Promise<number> {
  const { args } = context;
  const output = outputOf(args, 'tree');
  const [query] = args.positional;
  return answerFrom(context, (snapshot): Answer => {
    const all = shownEntryPoints(snapshot.exposure, args.flags);
    const shown = query === undefined ? all : matching(all, query);
    const text =
      output === 'json' || output === 'yaml'
        ? printDocument(exposureDocument(snapshot, shown), output, args)
        : printTree(treeOf(snapshot.exposure, shown), paintFor(context));
    return {
      text,
      notes: shown.length === 0 ? [emptyNote(snapshot)] : [],
      exitCode: EXIT.done,
    };
  });
}
