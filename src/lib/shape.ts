/**
 * Shapes read data from outside: they keep the fields they name, in the types they name, and drop the rest.
 * A field of the wrong type is lost, with a note, and nothing else is (reading.md, "Files", last paragraph); one that
 * decides what the rest applies to (`deciding`) takes that with it, since without it the rest would apply to more.
 * The TypeScript type of what was read follows from the shape.
 */
export interface Shape<T> {
  /** What the value holds of this shape; undefined where it holds nothing. `null` counts as not there. */
  read(value: unknown, path: string, context: ReadContext): T | undefined;
  /** What it stands in is lost with it. */
  readonly decides?: true;
}

/** A shape that has a value even where the field is missing: an empty list, an empty object. */
export interface Filled<T> extends Shape<T> {
  readonly fallback: T;
}

export interface ReadContext {
  /** Called for each field that was lost. */
  note(note: ShapeNote): void;
  /** Gives one string for equal ones, where many repeat. */
  share(text: string): string;
}

export interface ShapeNote {
  /** As `kubectl explain` would write it: `spec.ports[0].port`. */
  readonly path: string;
  readonly wanted: string;
  readonly got: string;
}

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

const scalar = <T>(wanted: string, is: (value: unknown) => value is T): Shape<T> => ({
  read(value, path, { note }) {
    if (is(value)) return value;
    if (value !== undefined && value !== null) note({ path, wanted, got: typeName(value) });
    return undefined;
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
  read(value, path, context) {
    const read = text.read(value, path, context);
    return read === undefined ? undefined : context.share(read);
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
    read(value, path, context) {
      if (value === undefined || value === null) return undefined;
      if (!Array.isArray(value)) {
        context.note({ path, wanted: 'a list', got: typeName(value) });
        return undefined;
      }
      const items: T[] = [];
      for (const [index, it] of value.entries()) {
        const read = item.read(it, `${path}[${index}]`, context);
        if (read !== undefined) items.push(read);
        else if (it === null)
          context.note({ path: `${path}[${index}]`, wanted: 'an item', got: 'null' });
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
    read(value, path, context) {
      const read = items.read(value, path, context);
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
    read(value, path, context) {
      const read = values.read(value, path, context);
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
    read(value, path, context) {
      if (value === undefined || value === null) return undefined;
      if (!isObject(value)) {
        context.note({ path, wanted: 'an object', got: typeName(value) });
        return undefined;
      }
      const read: Record<string, T> = {};
      for (const key of Object.keys(value)) {
        const it = item.read(value[key], `${path}.${key}`, context);
        if (it !== undefined && isSafeKey(key)) read[key] = it;
      }
      return read;
    },
  };
}

/** An object with these fields. Where one is lost or missing, the others stay. */
export function record<const F extends Fields>(fields: F): Shape<RecordOf<F>> {
  const entries = Object.entries(fields);
  return {
    read(value, path, context) {
      if (value === undefined || value === null) return undefined;
      if (!isObject(value)) {
        context.note({ path, wanted: 'an object', got: typeName(value) });
        return undefined;
      }
      return readFields<F>(entries, value, path, context);
    },
  };
}

function readFields<F extends Fields>(
  entries: readonly (readonly [string, Shape<unknown>])[],
  value: Readonly<Record<string, unknown>>,
  path: string,
  context: ReadContext,
): RecordOf<F> | undefined {
  const read: Record<string, unknown> = {};
  for (const [key, shape] of entries) {
    const written = Object.hasOwn(value, key) ? value[key] : undefined;
    const it =
      written === undefined
        ? undefined
        : shape.read(written, path === '' ? key : `${path}.${key}`, context);
    if (it !== undefined) read[key] = it;
    else if (shape.decides === true && written !== undefined && written !== null) return undefined;
    else if ('fallback' in shape) read[key] = shape.fallback;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the loop above makes just this type
  return read as RecordOf<F>;
}

/** The same shape, with what an empty object would give where the field is missing. */
export function always<T extends object>(shape: Shape<T>): Filled<T> {
  const fallback = shape.read({}, '', { note: () => {}, share: (it) => it });
  if (fallback === undefined) throw new Error('always() takes a record');
  return {
    fallback: Object.freeze(fallback),
    read: (value, path, context) => shape.read(value, path, context),
  };
}
