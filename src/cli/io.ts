/** The outside world as a value: what a command writes to, and what it may know of its surroundings. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: { readonly isTTY: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Epoch milliseconds. */
  now(): number;
  /** Rejects with a UserError where it cannot be read. */
  readFile(path: string): Promise<string>;
  /** Rejects with a UserError where it cannot be written. */
  writeFile(path: string, text: string): Promise<void>;
  /** Resolves with the exit code when somebody ends the program. */
  untilInterrupted(): Promise<number>;
}

export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Of a terminal. */
  readonly columns?: number;
}

/** FORCE_COLOR over NO_COLOR over what the terminal is. */
export function wantsColour({ stdout, env }: Pick<Io, 'stdout' | 'env'>): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = env;
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (no !== undefined && no !== '') return false;
  return stdout.isTTY && term !== 'dumb';
}
