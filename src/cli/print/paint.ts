import type { Health } from '../../model/health.ts';
import { healthSign } from '../../text/health.ts';
import { asciiOnly } from '../../text/printable.ts';
import type { Role } from '../../text/tree/node.ts';

/** How a printer writes: with colour or without, with Unicode or without. */
export interface Paint {
  readonly ascii: boolean;
  sign(health: Health): string;
  role(role: Role, text: string): string;
  health(health: Health, text: string): string;
  bold(text: string): string;
  dim(text: string): string;
  /** What cannot be said in ASCII is said otherwise. */
  plain(text: string): string;
}

export function paintOf({
  colour,
  ascii,
}: {
  readonly colour: boolean;
  readonly ascii: boolean;
}): Paint {
  const plain = ascii ? toAscii : (text: string): string => text;
  const style = (code: Style, text: string): string =>
    colour && text !== '' ? `\u001b[${CODES[code]}m${plain(text)}\u001b[0m` : plain(text);
  return {
    ascii,
    sign: (health) => style(HEALTH_STYLES[health], healthSign(health, ascii ? 'ascii' : 'unicode')),
    role: (role, text) => {
      const code = ROLE_STYLES[role];
      return code === undefined ? plain(text) : style(code, text);
    },
    health: (health, text) => style(HEALTH_STYLES[health], text),
    bold: (text) => style('bold', text),
    dim: (text) => style('dim', text),
    plain,
  };
}

const CODES = {
  bold: '1',
  dim: '2',
  red: '31',
  green: '32',
  yellow: '33',
  blue: '34',
  magenta: '35',
  cyan: '36',
  grey: '90',
} as const;
type Style = keyof typeof CODES;

const HEALTH_STYLES: Readonly<Record<Health, Style>> = {
  broken: 'red',
  degraded: 'yellow',
  unknown: 'magenta',
  progressing: 'blue',
  idle: 'grey',
  healthy: 'green',
};

const ROLE_STYLES: Readonly<Partial<Record<Role, Style>>> = {
  address: 'bold',
  arrow: 'dim',
  condition: 'cyan',
  detail: 'dim',
  index: 'dim',
  kind: 'dim',
  reason: 'yellow',
};

/** Our own signs, before what is left becomes code points. */
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/→/g, '->'],
  [/…/g, '...'],
  [/├─/g, '|-'],
  [/└─/g, '`-'],
  [/│/g, '|'],
];

const toAscii = (text: string): string =>
  asciiOnly(SIGNS.reduce((line, [sign, instead]) => line.replace(sign, instead), text));
