import { printable } from './printable.ts';

export interface NumberedRule {
  readonly index: number;
  readonly name?: string;
  /** Where it stands in its object: `spec.tls[0]`. */
  readonly path?: string;
}

/** `2 canary`: people count rules from 1, and in a VirtualService those for TLS and TCP apart. */
export function describeNumber({ index, name, path = '' }: NumberedRule, sign = ''): string {
  const section = /^spec\.(tls|tcp)\[/.exec(path)?.[1];
  return [
    ...(section === undefined ? [] : [section]),
    `${sign}${index + 1}`,
    ...(name === undefined ? [] : [printable(name)]),
  ].join(' ');
}
