import type { Fact } from '../../../model/exposure.ts';

/** The annotations of one Ingress under one prefix, read as controllers read them. */
export interface Annotations {
  readonly names: readonly string[];
  /** Trimmed; an empty one counts as missing. */
  text(name: string): string | undefined;
  /** As Go parses booleans; what is none counts as missing. */
  flag(name: string): boolean | undefined;
  integer(name: string): number | undefined;
  /** Separated by commas. */
  list(name: string): readonly string[];
}

export function annotationsOf(all: Readonly<Record<string, string>>, prefix: string): Annotations {
  const raw = (name: string): string => all[`${prefix}/${name}`] ?? '';
  const text = (name: string): string | undefined => {
    const value = raw(name).trim();
    return value === '' ? undefined : value;
  };
  return {
    names: Object.keys(all)
      .filter((it) => it.startsWith(`${prefix}/`))
      .map((it) => it.slice(prefix.length + 1))
      .toSorted(),
    text,
    // With spaces around it, it is neither.
    flag: (name) => FLAGS.get(raw(name)),
    integer: (name) => (isInteger(raw(name)) ? Number(raw(name)) : undefined),
    list: (name) =>
      (text(name) ?? '')
        .split(',')
        .map((it) => it.trim())
        .filter((it) => it !== ''),
  };
}

export const flagOf = (value: string | undefined): boolean | undefined =>
  value === undefined ? undefined : FLAGS.get(value.trim());

/** As Go's ParseBool and Atoi have it. */
export const isFlag = (value: string): boolean => FLAGS.has(value);
export const isInteger = (value: string): boolean => /^[+-]?\d+$/.test(value);

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((it) => [it, true] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((it) => [it, false] as const),
]);

/** A fact for each of these annotations that is there. */
export const factsOf = (annotations: Annotations, names: readonly string[]): readonly Fact[] =>
  names.flatMap((name) => {
    const value = annotations.text(name);
    return value === undefined ? [] : [{ name, value }];
  });
