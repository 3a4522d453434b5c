/** The terminal's other screen, taken and given back. */
export interface TerminalScreen {
  /** For whoever draws on it. What is written after it was given back would stand on the other screen, and is dropped. */
  readonly stdout: NodeJS.WriteStream;
  /** Takes it, and paints a line at once: what comes after may take a while to load. */
  enter(firstLine?: string): void;
  /** Gives it back; harmless where that is done already, and where nobody listens any more. */
  leave(): void;
}

/** Clicks and the wheel, with coordinates in decimal. */
const MOUSE_ON = '\u001B[?1000h\u001B[?1006h';
const MOUSE_OFF = '\u001B[?1006l\u001B[?1000l';

/**
 * On its own screen, cursor hidden. Lines do not wrap: terminals disagree on how wide some characters are, and one line
 * too long by a cell would push the whole screen up.
 */
const ENTER = '\u001B[?1049h\u001B[?7l\u001B[?25l\u001B[H\u001B[2J';
/** Whatever may have been turned on or off: pasting in brackets, colours, the hidden cursor, wrapping. */
const LEAVE = '\u001B[?2004l\u001B[0m\u001B[?25h\u001B[?7h\u001B[?1049l';

export function createTerminalScreen(
  stdout: NodeJS.WriteStream,
  { mouse }: { readonly mouse: boolean },
): TerminalScreen {
  let isTaken = false;
  const write = (text: string): void => {
    if (stdout.writable) stdout.write(text);
  };
  return {
    stdout: gated(stdout, () => isTaken),
    enter: (firstLine = '') => {
      if (isTaken) return;
      isTaken = true;
      write(ENTER);
      if (mouse) write(MOUSE_ON);
      if (firstLine !== '') write(`${firstLine}\u001B[H`);
    },
    leave: () => {
      if (!isTaken) return;
      isTaken = false;
      if (mouse) write(MOUSE_OFF);
      write(LEAVE);
    },
  };
}

function gated(stdout: NodeJS.WriteStream, isOpen: () => boolean): NodeJS.WriteStream {
  const write = (...args: Parameters<typeof stdout.write>): boolean => {
    if (isOpen()) return stdout.write(...args);
    const done: unknown = args.at(-1);
    if (typeof done === 'function') done();
    return true;
  };
  return new Proxy(stdout, {
    get: (target, key) => {
      if (key === 'write') return write;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
