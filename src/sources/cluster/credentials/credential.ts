import type { Clock } from '../clock.ts';
import type { Environment } from '../kubeconfig/kubeconfig.ts';

export interface Identity {
  /** Some stand several times. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** PEM, both. */
  readonly certificate?: { readonly cert: string; readonly key: string };
}

/** What a plugin or file gives, and until when. */
export interface Credential {
  readonly token?: string;
  readonly certificate?: Identity['certificate'];
  /** Epoch milliseconds. */
  readonly expires?: number;
}

export type LendTerminal = <T>(during: () => Promise<T>) => Promise<T>;

export interface CredentialOptions {
  readonly clock: Clock;
  readonly environment: Environment;
  /** `--as`, `--as-group`: over what the kubeconfig says. */
  readonly as?: string;
  readonly asGroups?: readonly string[];
  /** Whether a plugin may ask at the terminal. */
  readonly interactive: () => boolean;
  /** Gives the terminal to a plugin that asks, while that lasts. Absent: nobody else has it. */
  readonly lendTerminal?: LendTerminal;
}
