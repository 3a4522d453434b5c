import { plainMaker } from './plain.ts';

/**
 * Shapes read data from outside: they keep the fields they name, in the types they name, and drop the rest.
 * A field of the wrong type is lost, with a note, and nothing else is (reading.md, "Files", last paragraph); one that
 * decides what the rest applies to (`deciding`) takes that with it, since without it the rest would apply to more.
 * The TypeScript type of what was read follows from the shape.
 */
export interface Shape<T> {
  /** What the value holds of this shape; undefined where it holds nothing. `null` counts as not there. */
  read(value: unknown, context: ReadContext): T | undefined;
  /** What it stands in is lost with it. */
  readonly decides?: true;
}

/** A shape that has a value even where the field is missing: an empty list, an empty object. */
export interface Filled<T> extends Shape<T> {
  readonly fallback: T;
}

export interface ReadContext {
  /** Fields that were lost: each is put in by the one that reads it, and gets its path by those that it stands in. */
  readonly notes: ShapeNote[];
  /** Gives one string for equal ones, where many repeat. */
  share(text: string): string;
}

export interface ShapeNote {
  /** As `kubectl explain` would write it: `spec.ports[0].port`. */
  readonly path: string;
  readonly wanted: string;
  readonly got: string;
}

/** What was noted since there were so many stands below this field or item: nearly always nothing, so that no path is made. */
function below(notes: ShapeNote[], since: number, step: string): void {
  for (const [index, note] of notes.entries())
    if (index >= since) notes[index] = { ...note, path: joined(step, note.path) };
}

const joined = (step: string, path: string): string =>
  path === '' || path.startsWith('[') ? `${step}${path}` : `${step}.${path}`;

export type Of<S> = S extends Shape<infer T> ? T : never;

type Fields = Readonly<Record<string, Shape<unknown>>>;
type FilledKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends Filled<unknown> ? K : never;
}[keyof F];
type Simplify<T> = { [K in keyof T]: T[K] } & {};
export type RecordOf<F extends Fields> = Simplify<
  { readonly [K in FilledKeys<F>]: Of<F[K]> } & {
    readonly [K in Exclude<keyof F, FilledKeys<F>>]?: Of<F[K]>;
  }
>;

const typeName = (value: unknown): string =>
  Array.isArray(value)
    ? 'a list'
    : value === null
      ? 'null'
      : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;

/** A value of the wrong type; `null` counts as not there. */
function lost(value: unknown, wanted: string, { notes }: ReadContext): undefined {
  if (value !== undefined && value !== null) notes.push({ path: '', wanted, got: typeName(value) });
}

const scalar = <T>(wanted: string, is: (value: unknown) => value is T): Shape<T> => ({
  read(value, context) {
    if (is(value)) return value;
    return lost(value, wanted, context);
  },
});

const isText = (value: unknown): value is string => typeof value === 'string';

export const text: Shape<string> = scalar('a string', isText);
export const flag: Shape<boolean> = scalar(
  'a boolean',
  (it): it is boolean => typeof it === 'boolean',
);
export const integer: Shape<number> = scalar('an integer', (it): it is number =>
  Number.isSafeInteger(it),
);
export const number: Shape<number> = scalar('a number', (it): it is number => Number.isFinite(it));
export const numberOrText: Shape<number | string> = scalar(
  'an integer or a string',
  (it): it is number | string => Number.isSafeInteger(it) || isText(it),
);

/** A string of which there are few different ones: equal ones become one. */
export const sharedText: Shape<string> = {
  read(value, context) {
    return isText(value) ? context.share(value) : text.read(value, context);
  },
};

/** Whatever stands there, as it stands: for facts that are shown and never judged. */
export const anything: Shape<unknown> = { read: (value) => value ?? undefined };

/** Whether anything stands there, without keeping it. */
export const presence: Shape<true> = {
  read: (value) => (value === undefined || value === null ? undefined : true),
};

/** An own name, as a field or key may be called `__proto__` or `constructor`. */
const isSafeKey = (key: string): boolean => key !== '__proto__';

/** Names and values: no list, and not `null`. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const NOTHING: readonly never[] = Object.freeze([]);

/** A list; missing is empty, as in the Kubernetes API. An item of the wrong type is lost alone. */
export function list<T>(item: Shape<T>): Filled<readonly T[]> {
  return {
    fallback: NOTHING,
    read(value, context) {
      if (!Array.isArray(value)) return lost(value, 'a list', context);
      const { notes } = context;
      const items: T[] = [];
      for (let index = 0; index < value.length; index += 1) {
        const it: unknown = value[index];
        const count = notes.length;
        const read = item.read(it, context);
        if (read !== undefined) items.push(read);
        else if (it === null) notes.push({ path: '', wanted: 'an item', got: 'null' });
        if (notes.length > count) below(notes, count, `[${index}]`);
      }
      // What grows item by item has room for more, which lists of few would keep for ever.
      return items.slice();
    },
  };
}

/** Where it is there and cannot be read, the object that it stands in is lost: a rule for no host would be one for any. */
export const deciding = <S extends Shape<unknown>>(shape: S): S => ({ ...shape, decides: true });

/** A list of which any item will do, and which means something else when it is empty. */
export const anyOf = <T>(item: Shape<T>): Filled<readonly T[]> =>
  decidingList(item, (read, written) => read > 0 || written === 0);

/** A list whose items all count together. */
export const allOf = <T>(item: Shape<T>): Filled<readonly T[]> =>
  decidingList(item, (read, written) => read === written);

function decidingList<T>(
  item: Shape<T>,
  isWhole: (read: number, written: number) => boolean,
): Filled<readonly T[]> {
  const items = list(item);
  return deciding({
    fallback: items.fallback,
    read(value, context) {
      const read = items.read(value, context);
      const written = Array.isArray(value) ? value.length : 0;
      return read !== undefined && isWhole(read.length, written) ? read : undefined;
    },
  });
}

/** Names to values that all count together. */
export function allNamed<T>(item: Shape<T>): Filled<Readonly<Record<string, T>>> {
  const values = dict(item);
  return deciding({
    fallback: values.fallback,
    read(value, context) {
      const read = values.read(value, context);
      const isWhole = isObject(value) && Object.keys(read ?? {}).length === keysOf(value).length;
      return isWhole ? read : undefined;
    },
  });
}

/** `null` counts as not there. */
const keysOf = (value: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(value).filter((it) => isSafeKey(it) && value[it] !== null);

const EMPTY: Readonly<Record<string, never>> = Object.freeze({});

/** Names to values of one shape; missing is empty. */
export function dict<T>(item: Shape<T>): Filled<Readonly<Record<string, T>>> {
  return {
    fallback: EMPTY,
    read(value, context) {
      if (!isObject(value)) return lost(value, 'an object', context);
      const { notes } = context;
      const read: Record<string, T> = {};
      for (const key of Object.keys(value)) {
        const count = notes.length;
        const it = item.read(value[key], context);
        if (it !== undefined && isSafeKey(key)) read[key] = it;
        if (notes.length > count) below(notes, count, key);
      }
      return read;
    },
  };
}

/** An object with these fields. Where one is lost or missing, the others stay. */
export function record<const F extends Fields>(fields: F): Shape<RecordOf<F>> {
  const steps = Object.entries(fields).map(([key, shape]): FieldOf => {
    const decides = shape.decides === true;
    // One form for all of them, which many fields of many objects are read by.
    return { key, shape, decides, fallback: 'fallback' in shape ? shape.fallback : undefined };
  });
  const Made = plainMaker();
  return {
    read(value, context) {
      if (!isObject(value)) return lost(value, 'an object', context);
      return readFields<F>(steps, value, context, new Made());
    },
  };
}

interface FieldOf {
  readonly key: string;
  readonly shape: Shape<unknown>;
  readonly decides: boolean;
  /** Undefined: none. */
  readonly fallback: unknown;
}

function readFields<F extends Fields>(
  fields: readonly FieldOf[],
  value: Readonly<Record<string, unknown>>,
  context: ReadContext,
  read: Record<string, unknown>,
): RecordOf<F> | undefined {
  const { notes } = context;
  for (const { key, shape, decides, fallback } of fields) {
    const written = Object.hasOwn(value, key) ? value[key] : undefined;
    if (written === undefined || written === null) {
      if (fallback !== undefined) read[key] = fallback;
      continue;
    }
    const count = notes.length;
    const it = shape.read(written, context);
    if (notes.length > count) below(notes, count, key);
    if (it !== undefined) read[key] = it;
    else if (decides) return undefined;
    else if (fallback !== undefined) read[key] = fallback;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the loop above makes just this type
  return read as RecordOf<F>;
}

/** The same shape, with what an empty object would give where the field is missing. */
export function always<T extends object>(shape: Shape<T>): Filled<T> {
  const fallback = shape.read({}, { notes: [], share: (it) => it });
  if (fallback === undefined) throw new Error('always() takes a record');
  return { ...shape, fallback: Object.freeze(fallback) };
}
