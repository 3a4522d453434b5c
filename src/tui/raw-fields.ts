import { isRaw, type Raw } from '../inventory/raise.ts';

/** Fields of an object as the server has it, of which nothing is known: what is not there or of another type is empty. */
export const recordAt = (value: unknown, key: string): Raw => {
  const found: unknown = isRaw(value) ? value[key] : undefined;
  return isRaw(found) ? found : {};
};

export const recordsAt = (value: Raw, key: string): readonly Raw[] => {
  const found = value[key];
  return Array.isArray(found) ? found.filter(isRaw) : [];
};

/** Numbers and truth values as they are written. */
export const textAt = (value: Raw, key: string): string => {
  const found = value[key];
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
    ? String(found)
    : '';
};

export const textsAt = (value: Raw, key: string): readonly string[] => {
  const found = value[key];
  return Array.isArray(found) ? found.filter((it) => typeof it === 'string') : [];
};
