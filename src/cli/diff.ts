import { differenceOf } from '../diff/difference.ts';
import { overlaid } from '../inventory/overlay.ts';
import type { Exposure } from '../model/exposure.ts';
import type { SourceReport } from '../report/contract.ts';
import { diffReport } from '../report/diff.ts';
import { type Snapshot, snapshotOf } from '../session/session.ts';
import type { Context } from './context.ts';
import { outputOf, paintFor } from './context.ts';
import { printDocument } from './documents.ts';
import { EXIT } from './exit-codes.ts';
import { notesOf, sourceReport } from './notes.ts';
import { printDifference } from './print/diff.ts';
import { clusterChoice, readOnce, type SourceChoice } from './source-choice.ts';

/** What changed between two states, and for which requests. */
export async function diff(context: Context): Promise<number> {
  const { args, io } = context;
  const output = outputOf(args, 'diff');
  const sideOf = reader(context);
  const [a = '', b = ''] = args.positional;
  // One after the other, so that what is said of each stands together.
  const before = await sideOf(a);
  const after = await sideOf(b);
  const whole = differenceOf(before.exposure, after.exposure);
  const difference = args.flags.has('requests') ? { ...whole, changes: [] } : whole;
  io.stdout.write(
    output === 'json' || output === 'yaml'
      ? printDocument(diffReport(difference, before.source, after.source), output, args)
      : printDifference(difference, paintFor(context)),
  );
  const differs = difference.changes.length + difference.witnesses.length > 0;
  if (differs) return EXIT.negative;
  return difference.asked === 0 ? EXIT.cannotTell : EXIT.done;
}

interface Side {
  readonly exposure: Exposure;
  readonly source: SourceReport;
}

/** `cluster`, `cluster+PATH`, `demo`, or a path. The cluster is read once, so that both sides see it at one moment. */
function reader(context: Context): (operand: string) => Promise<Side> {
  const { args } = context;
  let cluster: Promise<Snapshot> | undefined;
  const files = (path: string, namespace?: string): Promise<Snapshot> =>
    read(context, {
      type: 'files',
      paths: [path],
      recursive: args.flags.has('recursive'),
      complete: args.flags.has('complete'),
      ...(namespace !== undefined && { defaultNamespace: namespace }),
    });
  return async (operand) => {
    const [, name, path] = /^(cluster|demo)(?:\+(.+))?$/s.exec(operand) ?? [];
    if (name === undefined) return wholeOf(await files(operand));
    cluster ??= read(context, name === 'demo' ? { type: 'demo' } : clusterChoice(args.flags));
    const base = await cluster;
    if (path === undefined) return wholeOf(base);
    const applied = await files(path, base.origin.namespace);
    const inventory = overlaid(base.inventory, applied.inventory, base.now);
    const { exposure } = snapshotOf({ origin: base.origin, read: () => ({ ...base, inventory }) });
    return {
      exposure,
      source: { ...sourceReport(base), with: [path] },
    };
  };
}

const wholeOf = (snapshot: Snapshot): Side => ({
  exposure: snapshot.exposure,
  source: sourceReport(snapshot),
});

async function read({ io, wiring }: Context, choice: SourceChoice): Promise<Snapshot> {
  const session = await wiring.open(readOnce(choice));
  try {
    await session.ready;
    const snapshot = session.snapshot();
    for (const note of notesOf(snapshot)) io.stderr.write(`${note}\n`);
    return snapshot;
  } finally {
    await session.close();
  }
}
