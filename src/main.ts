import type { Wiring } from './cli/context.ts';
import { EXIT } from './cli/exit-codes.ts';
import type { Io } from './cli/io.ts';
import { processIo } from './cli/process-io.ts';
import { run } from './cli/run.ts';
import type { SourceChoice } from './cli/source-choice.ts';
import type { Source } from './inventory/source.ts';
import { UserError } from './lib/user-error.ts';
import type { Clock } from './session/session.ts';
import { printable } from './text/printable.ts';

declare const MESHPATH_VERSION: string | undefined;
declare const MESHPATH_COMMIT: string | undefined;

/** Set by the build; from the sources there is none. */
const version = typeof MESHPATH_VERSION === 'string' ? MESHPATH_VERSION : 'dev';
const build =
  typeof MESHPATH_COMMIT === 'string'
    ? `${version} (${MESHPATH_COMMIT}), Node.js ${process.versions.node}, ${process.platform} ${process.arch}`
    : version;

/** From the words of a command line to its exit code. What goes wrong ends here, and only here. */
export async function main(
  argv: readonly string[],
  io: Io = processIo(),
  stdin: () => AsyncIterable<Uint8Array | string> = () => process.stdin,
): Promise<number> {
  try {
    return await run(argv, io, wiringOf(io, stdin));
  } catch (error) {
    if (error instanceof UserError) {
      io.stderr.write(`error: ${error.message.split('\n').map(printable).join('\n')}\n`);
      return error.exitCode;
    }
    io.stderr.write(
      'This is a mistake of meshpath itself, and nothing that you did. Please report it, with the command and these lines:\n' +
        `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return EXIT.bug;
  }
}

const CLOCK: Clock = {
  now: () => Date.now(),
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Calls again and again; returns how to stop that. */
function every(milliseconds: number, call: () => void): () => void {
  const timer = setInterval(call, milliseconds);
  return () => clearInterval(timer);
}

/** What is slow to load is loaded when it is needed: a plain command loads no screens, and files no cluster client. */
function wiringOf(io: Io, stdin: Surroundings['stdin']): Wiring {
  const clock: Clock = { ...CLOCK, now: io.now };
  const probe: Wiring['probe'] = async (request, names) => {
    const { sendProbe } = await import('./probe/send.ts');
    return sendProbe(request, names, { now: io.now });
  };
  const open: Wiring['open'] = async (choice, { asks = true, ...options } = {}) => {
    const interactive = (): boolean => asks && io.stdin.isTTY;
    const source = await openSource(choice, { io, stdin, interactive });
    const { createSession } = await import('./session/session.ts');
    return createSession(source, clock, options);
  };
  return {
    version,
    build,
    open,
    contexts: async (choice) =>
      choice.type === 'cluster' ? (await contextsOf(choice, io)).names : [],
    scenarios: async () => {
      const { SCENARIOS } = await import('./sources/demo/scenarios.ts');
      return SCENARIOS.map(({ name, summary }) => [name, summary]);
    },
    wait: (milliseconds) =>
      new Promise((resolve) => {
        setTimeout(resolve, milliseconds).unref();
      }),
    inspect: async (choice) => {
      const { type: _, ...options } = choice;
      const { inspectCluster } = await import('./sources/cluster/inspect.ts');
      const interactive = (): boolean => io.stdin.isTTY;
      return inspectCluster({ ...options, environment: io.env, interactive });
    },
    probe,
    snapshotText: async (source) => {
      const { snapshotText } = await import('./sources/files/snapshot.ts');
      return snapshotText(source.read(), source.origin);
    },
    explore: async (choice, look) => {
      const { startExplorer } = await import('./tui/start.ts');
      return startExplorer({
        ...look,
        ...(choice.type !== 'demo' && { probe }),
        clock,
        stdin: process.stdin,
        stdout: process.stdout,
        host: process,
        toJson: async (snapshot, id) =>
          (await import('./cli/documents.ts')).entryPointJson(snapshot, id),
        connect: async (context, lendTerminal) => {
          const chosen = withContext(choice, context);
          // Later, somebody is in the middle of something else.
          let isConnecting = true;
          const interactive = (): boolean => isConnecting;
          const source = await openSource(chosen, { io, stdin, interactive, lendTerminal });
          isConnecting = false;
          const { createSession } = await import('./session/session.ts');
          return createSession(source, clock);
        },
        ...(choice.type === 'cluster' && { contexts: () => contextsOf(choice, io) }),
      });
    },
  };
}

const withContext = (choice: SourceChoice, context: string | undefined): SourceChoice =>
  choice.type === 'cluster' && context !== undefined ? { ...choice, context } : choice;

interface Surroundings {
  readonly io: Io;
  readonly stdin: () => AsyncIterable<Uint8Array | string>;
  readonly interactive: () => boolean;
  readonly lendTerminal?: <T>(during: () => Promise<T>) => Promise<T>;
}

async function openSource(
  choice: SourceChoice,
  { io, stdin, interactive, lendTerminal }: Surroundings,
): Promise<Source> {
  switch (choice.type) {
    case 'cluster': {
      const { type: _, ...options } = choice;
      const { clusterSource } = await import('./sources/cluster/cluster-source.ts');
      return clusterSource({
        ...options,
        environment: io.env,
        interactive,
        ...(lendTerminal !== undefined && { lendTerminal }),
      });
    }
    case 'files': {
      const { filesSource } = await import('./sources/files/files-source.ts');
      return filesSource({ ...choice, stdin: stdin(), now: io.now });
    }
    case 'demo': {
      const { demoSource } = await import('./sources/demo/demo-source.ts');
      return demoSource({
        clock: { now: io.now, every },
        ...(choice.scenario !== undefined && { scenario: choice.scenario }),
      });
    }
  }
}

async function contextsOf(choice: Extract<SourceChoice, { readonly type: 'cluster' }>, io: Io) {
  const { contextsOf: all } = await import('./sources/cluster/kubeconfig/kubeconfig.ts');
  const contexts = all({
    environment: io.env,
    ...(choice.kubeconfig !== undefined && { kubeconfig: choice.kubeconfig }),
    ...(choice.context !== undefined && { context: choice.context }),
  });
  const current = contexts.find((it) => it.current);
  return {
    names: contexts.map((it) => it.name),
    ...(current !== undefined && { current: current.name }),
  };
}
