import type { RouteDestination } from '../../../inventory/shapes/istio.ts';
import type { HeaderChanges, Modifiers } from '../../../model/exposure.ts';

type Headers = RouteDestination['headers'];
type Operations = NonNullable<Headers>['request'];

/** N20: what headers set, add and remove; a Host among them rewrites the host. */
export function lowerHeaders(
  headers: Headers,
): Pick<Modifiers, 'rewrite' | 'requestHeaders' | 'responseHeaders'> | undefined {
  if (headers === undefined) return undefined;
  const host = rewrittenHost(headers.request);
  const requestHeaders = changes(headers.request);
  const responseHeaders = changes(headers.response);
  if (host === undefined && requestHeaders === undefined && responseHeaders === undefined)
    return undefined;
  return {
    ...(host !== undefined && { rewrite: { host } }),
    ...(requestHeaders !== undefined && { requestHeaders }),
    ...(responseHeaders !== undefined && { responseHeaders }),
  };
}

/** Setting counts before adding. */
const rewrittenHost = ({ set, add }: Operations): string | undefined =>
  valueOfHost(set) ?? valueOfHost(add);

const valueOfHost = (values: Readonly<Record<string, string>>): string | undefined =>
  Object.entries(values).find(([name, it]) => isHost(name) && it !== '')?.[1];

function changes({ set, add, remove }: Operations): HeaderChanges | undefined {
  const result: HeaderChanges = {
    set: named(set),
    add: named(add),
    remove: remove.filter((it) => !isInternal(it)),
  };
  return result.set.length + result.add.length + result.remove.length === 0 ? undefined : result;
}

const named = (values: Readonly<Record<string, string>>): HeaderChanges['set'] =>
  Object.entries(values)
    .filter(([name]) => !isInternal(name))
    .map(([name, value]) => ({ name, value }))
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

const isHost = (name: string): boolean => /^(?::authority|host)$/i.test(name);

/** What Envoy does not let anybody change by name. */
const isInternal = (name: string): boolean => name.startsWith(':') || /^host$/i.test(name);
