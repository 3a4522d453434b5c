import type { ServerFacts } from '../inventory/inspection.ts';
import type { ResourceState } from '../inventory/source.ts';
import { UserError } from '../lib/user-error.ts';
import { API_VERSION, type DoctorReport } from '../report/contract.ts';
import { controllersOf } from '../session/controllers.ts';
import type { Snapshot } from '../session/session.ts';
import { type Context, outputOf, paintFor } from './context.ts';
import { printDocument } from './documents.ts';
import { EXIT } from './exit-codes.ts';
import { type Io, wantsColour } from './io.ts';
import { printDoctor } from './print/doctor.ts';
import { clusterRole, rulesFor } from './rbac.ts';
import { settingsIn } from './settings-file.ts';
import { type ClusterChoice, clusterChoice } from './source-choice.ts';

/** What meshpath can see here, and why not more. */
export async function doctor(context: Context): Promise<number> {
  const { args, io } = context;
  if (args.flags.has('cluster-role')) {
    io.stdout.write(clusterRole());
    return EXIT.done;
  }
  const output = outputOf(args, 'doctor');
  const report = await examine(context);
  io.stdout.write(
    output === 'json' || output === 'yaml'
      ? printDocument(report, output, args)
      : printDoctor(report, paintFor(context)),
  );
  return report.problem === undefined ? EXIT.done : EXIT.unreadable;
}

async function examine({ args, io, wiring }: Context): Promise<DoctorReport> {
  const choice = clusterChoice(args.flags);
  const { kubeconfig, server, problem } = await wiring.inspect(choice);
  const looked = problem === undefined ? await look(wiring, choice) : { problem };
  const { snapshot } = looked;
  const settings = await settingsIn(io.env);
  const resources = snapshot?.resources ?? [];
  const groups = server?.groups ?? [];
  return {
    apiVersion: API_VERSION,
    kind: 'DoctorReport',
    ...(looked.problem !== undefined && { problem: looked.problem }),
    kubeconfig: kubeconfig ?? {},
    server: server === undefined ? {} : withoutGroups(server),
    resources: resources.map(resourceReport),
    rbac: rulesFor(resources.filter(isForbidden).map((it) => it.resource)),
    controllers: snapshot === undefined ? [] : controllersOf(snapshot, groups),
    ...(settings.file !== undefined && {
      settings: { file: settings.file, mistakes: settings.mistakes },
    }),
    terminal: terminalReport(io),
  };
}

/** What can be read is read, all of it once. */
async function look(
  wiring: Context['wiring'],
  choice: ClusterChoice,
): Promise<{ readonly snapshot?: Snapshot; readonly problem?: string }> {
  try {
    const session = await wiring.open(choice);
    try {
      const problem = await session.ready.then(
        () => undefined,
        (error: unknown) => messageOf(error),
      );
      // Where nothing may be read, it is still known what that is.
      return { snapshot: session.snapshot(), ...(problem !== undefined && { problem }) };
    } finally {
      await session.close();
    }
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  if (error instanceof UserError && error.exitCode === EXIT.unreadable) return error.message;
  throw error;
}

function withoutGroups(facts: ServerFacts): DoctorReport['server'] {
  const { groups: _, ...server } = facts;
  return server;
}

const isForbidden = ({ state, namespaces }: ResourceState): boolean =>
  state === 'forbidden' || namespaces !== undefined;

const resourceReport = ({
  resource,
  version,
  state,
  count,
  since,
  namespaces,
  message,
}: ResourceState): DoctorReport['resources'][number] => ({
  resource,
  ...(version !== undefined && { version }),
  state,
  ...(state !== 'absent' && state !== 'forbidden' && { count }),
  ...(since !== undefined && { since }),
  ...(namespaces !== undefined && { namespaces }),
  ...(message !== undefined && { message }),
});

function terminalReport(io: Io): DoctorReport['terminal'] {
  const { stdout, stdin, env } = io;
  const term = env['TERM'];
  const locale = env['LC_ALL'] ?? env['LC_CTYPE'] ?? env['LANG'] ?? '';
  const isTerminal = stdout.isTTY && stdin.isTTY;
  return {
    stdin: stdin.isTTY,
    stdout: stdout.isTTY,
    ...(stdout.isTTY && stdout.columns !== undefined && { columns: stdout.columns }),
    ...(term !== undefined && { term }),
    colour: wantsColour(io),
    unicode: /utf-?8/i.test(locale),
    fullScreen: isTerminal && term !== 'dumb',
  };
}
