import type { EntryPointId } from '../model/exposure.ts';
import type { SendProbe } from '../model/probe.ts';
import type { Clock, Session, Snapshot } from '../session/session.ts';
import type { ThemeName } from './theme.ts';

/** Gives the terminal to a program that asks something, while that lasts. */
export type LendTerminal = <T>(during: () => Promise<T>) => Promise<T>;

/** All that the explorer depends on. */
export interface ExplorerOptions {
  /**
   * Opens a session, anew with a name when another context is chosen. Called after something is on the screen, so what
   * is slow to load may be loaded in it. Rejects with a UserError where there is nothing to open.
   */
  readonly connect: (context: string | undefined, lendTerminal: LendTerminal) => Promise<Session>;
  /** The contexts of the kubeconfig. Absent where there is none: files, the demo. */
  readonly contexts?: () => Promise<Contexts>;
  /** An entry point as JSON, as scripts get it. */
  readonly toJson: (snapshot: Snapshot, entryPoint: EntryPointId) => Promise<string>;
  /** Why the terminal may not take what is copied; absent where it should. */
  readonly clipboardNote?: string;
  /**
   * Looks what is really there for a request: name, connection, certificate, one answer. It sends: only a key that says
   * so may call it, after `announceProbe` was shown; `probeRows` compares what comes with the trace of the request.
   * Absent in the demo, which is nowhere.
   */
  readonly probe?: SendProbe;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly host: Host;
  readonly clock: Clock;
  /** Those to show at first; none: all. */
  readonly namespaces: readonly string[];
  readonly colour: boolean;
  readonly ascii: boolean;
  readonly theme: ThemeName;
  /** Whether clicks and the wheel are asked for. */
  readonly mouse: boolean;
  /** Line by line instead of a full screen, as a screen reader can follow. */
  readonly plain: boolean;
  readonly explain: boolean;
  /** Of the entry points, in this order; absent: the usual ones. */
  readonly entryPointColumns?: readonly string[];
  /** What of the settings file could not be used, a sentence each. */
  readonly settingsMistakes: readonly string[];
  /** Nobody has started it here before. */
  readonly isFirstStart: boolean;
}

export interface Contexts {
  readonly names: readonly string[];
  readonly current?: string;
}

/** What of the process is needed to give the terminal back, whatever ends it. `process` itself is one. */
export interface Host {
  readonly pid: number;
  on(event: string, listener: (argument: unknown) => void): unknown;
  off(event: string, listener: (argument: unknown) => void): unknown;
  kill(pid: number, signal: string): unknown;
}
