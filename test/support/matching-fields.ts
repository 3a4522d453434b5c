import { isRaw, type Raw } from '../../src/inventory/raise.ts';

/** Where a value stands in an object: keys and indexes. */
export type Place = readonly (string | number)[];

/** As `kubectl explain` would write it: `spec.rules[0].host`. */
export const pathOf = (place: Place): string =>
  place.reduce<string>(
    (path, it) => (typeof it === 'number' ? `${path}[${it}]` : path === '' ? it : `${path}.${it}`),
    '',
  );

/**
 * The fields that decide which requests an object's rules take, by kind: `*` is any one key or index, and `**` at the
 * end stands for the field itself and all below it.
 */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Ingress: [
    'spec.ingressClassName',
    'spec.rules',
    'spec.rules.*.host',
    'spec.rules.*.http.paths.*.path',
    'spec.rules.*.http.paths.*.pathType',
    'metadata.annotations.*',
  ],
  VirtualService: [
    'spec.hosts.**',
    'spec.gateways.**',
    'spec.exportTo.**',
    'spec.http.*.match.**',
    'spec.tls.*.match.**',
    'spec.tcp.*.match.**',
  ],
  Gateway: [
    'spec.selector.**',
    'spec.servers.*.port.**',
    'spec.servers.*.hosts.**',
    'spec.servers.*.bind',
    'spec.servers.*.tls',
    'spec.servers.*.tls.mode',
    'spec.servers.*.tls.httpsRedirect',
    'spec.gatewayClassName',
    'spec.listeners.*.hostname',
    'spec.listeners.*.port',
    'spec.listeners.*.protocol',
    'spec.listeners.*.allowedRoutes.**',
    'spec.listeners.*.tls.mode',
    'spec.allowedListeners.**',
  ],
  ListenerSet: [
    'spec.parentRef.**',
    'spec.listeners.*.hostname',
    'spec.listeners.*.port',
    'spec.listeners.*.protocol',
    'spec.listeners.*.allowedRoutes.**',
  ],
  ...Object.fromEntries(
    ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map((kind) => [
      kind,
      ['spec.parentRefs.**', 'spec.hostnames.**', 'spec.rules.*.matches.**'],
    ]),
  ),
};

/** All places of an object that hold such a value. */
export function matchingPlaces(object: Raw): readonly Place[] {
  const patterns = (FIELDS[String(object['kind'])] ?? []).map((it) => it.split('.'));
  return placesIn(object, []).filter((place) => patterns.some((it) => isAt(place, it)));
}

function placesIn(value: unknown, place: Place): readonly Place[] {
  const below = Array.isArray(value)
    ? value.flatMap((it: unknown, index) => placesIn(it, [...place, index]))
    : isRaw(value)
      ? Object.entries(value).flatMap(([key, it]) => placesIn(it, [...place, key]))
      : [];
  return [place, ...below];
}

function isAt(place: Place, pattern: readonly string[]): boolean {
  const field = pattern.at(-1) === '**' ? pattern.slice(0, -1) : pattern;
  return (
    (field === pattern ? place.length === field.length : place.length >= field.length) &&
    field.every((it, index) => it === '*' || it === String(place[index]))
  );
}

/** The object with another value at this place. */
export function withValue(object: unknown, [first, ...rest]: Place, value: unknown): unknown {
  if (first === undefined) return value;
  if (Array.isArray(object))
    return object.map((it: unknown, index) => (index === first ? withValue(it, rest, value) : it));
  return isRaw(object) ? { ...object, [first]: withValue(object[first], rest, value) } : object;
}

export const valueAt = (object: unknown, place: Place): unknown =>
  place.reduce<unknown>(
    (value, it) =>
      Array.isArray(value) ? value[Number(it)] : isRaw(value) ? value[it] : undefined,
    object,
  );

/** Lists of which an item may be left out, since it stands for itself. */
const OWN_ITEMS =
  /(?:^|\.)(?:http|tls|tcp|rules|paths|servers|listeners|hosts|hostnames|parentRefs|sniHosts)\[\d+\]$/;

/** The object without the rule, listener or name in which a place lies, each in turn. */
export const withoutParts = (object: Raw, place: Place): readonly unknown[] =>
  place.flatMap((index, depth) => {
    const parent = place.slice(0, depth);
    const list = valueAt(object, parent);
    const isPart = OWN_ITEMS.test(pathOf(place.slice(0, depth + 1)));
    if (!Array.isArray(list) || list.length < 2 || !isPart) return [];
    return [withValue(object, parent, list.toSpliced(Number(index), 1))];
  });
