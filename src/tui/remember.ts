/**
 * Remembers the answers for the last few lists of arguments, compared by identity: a screen asks for its rows when it
 * moves, when it is drawn and when the world changes, and they are made once.
 */
export function remember<A extends readonly unknown[], R>(
  make: (...args: A) => R,
  size = 3,
): (...args: A) => R {
  const known: { readonly args: A; readonly answer: R }[] = [];
  return (...args) => {
    const found = known.find((it) => it.args.every((arg, index) => Object.is(arg, args[index])));
    if (found !== undefined) return found.answer;
    const answer = make(...args);
    known.unshift({ args, answer });
    known.length = Math.min(known.length, size);
    return answer;
  };
}

/** The same for what is made of one object, for as long as the object is there. */
export function rememberEach<T extends object, R>(make: (value: T) => R): (value: T) => R {
  const known = new WeakMap<T, { readonly answer: R }>();
  return (value) => {
    const found = known.get(value) ?? { answer: make(value) };
    known.set(value, found);
    return found.answer;
  };
}
