import type { EntryPoint } from '../model/exposure.ts';
import type { Snapshot } from '../session/session.ts';
import { type Context, outputOf, paintFor } from './context.ts';
import { exposureDocument, printDocument } from './documents.ts';
import { EXIT } from './exit-codes.ts';
import { printList, printNames, printWide } from './print/list.ts';
import { type Answer, answerFrom } from './reading.ts';
import { shownEntryPoints } from './scope.ts';

/** Entry points, one line each, worst first. */
export function list(context: Context): Promise<number> {
  const output = outputOf(context.args, 'list');
  return answerFrom(context, (snapshot): Answer => {
    const entryPoints = shownEntryPoints(snapshot.exposure, context.args.flags);
    return {
      text: print(context, output, snapshot, entryPoints),
      notes: entryPoints.length === 0 ? [emptyNote(snapshot)] : [],
      exitCode: EXIT.done,
    };
  });
}

/** Why there is nothing to see. */
export const emptyNote = ({ exposure }: Snapshot): string =>
  exposure.entryPoints.length === 0
    ? 'There is no entry point: nothing here can be reached from outside.'
    : 'No entry point fits. Without -n or a query all are shown.';

function print(
  context: Context,
  output: string,
  snapshot: Snapshot,
  entryPoints: readonly EntryPoint[],
): string {
  if (output === 'json' || output === 'yaml')
    return printDocument(exposureDocument(snapshot, entryPoints), output, context.args);
  if (output === 'name') return printNames(entryPoints, snapshot.exposure.entryPoints);
  if (entryPoints.length === 0) return '';
  const { columns, isTTY } = context.io.stdout;
  const view = { entryPoints, now: snapshot.now, paint: paintFor(context) };
  if (output === 'wide') return printWide(view);
  return printList({ ...view, ...(isTTY && columns !== undefined && { width: columns }) });
}
