import { isObject } from '../lib/shape.ts';

/** What a token that a request shows says of its bearer, should it be a valid one. */
export type Claims = Readonly<Record<string, unknown>>;

/** `group.id` stands for a claim of this name as well as for one inside of another. Lists have several values. */
export function claimValues(claims: Claims, name: string): readonly string[] {
  return Object.entries(claims).flatMap(([key, value]): readonly string[] => {
    if (key === name) return valuesOf(key, value);
    const isInside = name.startsWith(`${key}.`) && isObject(value);
    return isInside ? claimValues(value, name.slice(key.length + 1)) : [];
  });
}

function valuesOf(key: string, value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.filter((it) => typeof it === 'string');
  if (typeof value !== 'string') return [];
  return SPACE_DELIMITED.has(key) ? value.split(' ') : [value];
}

const SPACE_DELIMITED = new Set(['scope', 'permission']);
