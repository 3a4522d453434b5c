/** `spec.http[1].route[0]` is within `spec.http[1]`, and `spec.http[10]` is not. */
export const isWithin = (path: string | undefined, outer: string): boolean =>
  path !== undefined && path.startsWith(outer) && /^($|[.[])/.test(path.slice(outer.length));
