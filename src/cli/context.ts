import type { Inspection } from '../inventory/inspection.ts';
import type { Source } from '../inventory/source.ts';
import type { SendProbe } from '../model/probe.ts';
import type { Session, SessionOptions } from '../session/session.ts';
import type { Args } from './args.ts';
import { usage } from './args.ts';
import { commandInfo, type CommandName } from './commands.ts';
import { type Io, wantsColour } from './io.ts';
import { type Paint, paintOf } from './print/paint.ts';
import type { ClusterChoice, SourceChoice } from './source-choice.ts';
import { didYouMean, suggest } from './suggest.ts';

export interface OpenOptions extends SessionOptions {
  /** False: no credentials are asked for at the terminal, even where there is one. */
  readonly asks?: boolean;
}

/** What only the composition root can give: sources and screens, loaded when they are needed. */
export interface Wiring {
  readonly version: string;
  /** The version with all that a report of a mistake should say. */
  readonly build: string;
  open(choice: SourceChoice, options?: OpenOptions): Promise<Session>;
  /** The way to the cluster, as far as one comes on it; reads no object. */
  inspect(choice: ClusterChoice): Promise<Inspection>;
  /** Names of the kubeconfig's contexts. */
  contexts(choice: SourceChoice): Promise<readonly string[]>;
  /** Of the demo: names, and what each shows. */
  scenarios(): Promise<readonly (readonly [name: string, summary: string])[]>;
  wait(milliseconds: number): Promise<void>;
  snapshotText(source: Source): Promise<string>;
  /** Looks what is really there. Nothing but `--probe` asks for it. */
  readonly probe: SendProbe;
  explore(choice: SourceChoice, look: Look): Promise<number>;
}

/** How the explorer is to look and behave. */
export interface Look {
  readonly namespaces: readonly string[];
  readonly colour: boolean;
  readonly ascii: boolean;
  readonly theme: 'dark' | 'light';
  /** Clicks and the wheel. */
  readonly mouse: boolean;
  /** Line by line, as a screen reader can follow. */
  readonly plain: boolean;
  /** Each hop explained in a sentence. */
  readonly explain: boolean;
  /** Of the entry points, in this order. */
  readonly entryPointColumns?: readonly string[];
  /** To be told at the start: what is wrong with the settings. */
  readonly settingsMistakes: readonly string[];
  /** Three lines of help are shown. */
  readonly isFirstStart: boolean;
  /** Why the terminal may not take what is copied. */
  readonly clipboardNote?: string;
}

/** What a command is given. */
export interface Context {
  readonly args: Args;
  readonly io: Io;
  readonly wiring: Wiring;
}

export const colourOf = ({ args, io }: Context): boolean =>
  !args.flags.has('no-color') && wantsColour(io);

export const paintFor = (context: Context): Paint =>
  paintOf({ colour: colourOf(context), ascii: context.args.flags.has('ascii') });

/** `-o`, or `--json`, or the command's own form. */
export function outputOf({ flags }: Args, command: CommandName): string {
  const { outputs } = commandInfo(command);
  const wanted = flags.one('output');
  if (flags.has('json')) {
    if (wanted !== undefined && wanted !== 'json')
      throw usage(`--json and -o ${wanted} exclude each other: choose one.`);
    return 'json';
  }
  if (wanted === undefined) return outputs[0] ?? '';
  if (outputs.includes(wanted)) return wanted;
  throw usage(
    `${command} cannot be printed as "${wanted}".${didYouMean(suggest(wanted, outputs))} -o takes ${outputs.join(', ')}.`,
  );
}
