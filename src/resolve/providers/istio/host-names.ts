/** N42: `*a.com` is a wildcard too, not only `*.a.com`. */
export const isWildcard = (host: string): boolean => host.startsWith('*');

/** N42: by string, so `*.a.com` covers `x.y.a.com` and `*.b.a.com`, and not `a.com`. */
export function covers(wide: string, narrow: string): boolean {
  if (!isWildcard(wide)) return wide === narrow;
  return isWildcard(narrow)
    ? narrow.length >= wide.length && narrow.endsWith(wide.slice(1))
    : narrow.endsWith(wide.slice(1));
}

export const overlap = (a: string, b: string): boolean => covers(a, b) || covers(b, a);

/** N11: of each pair that overlaps the narrower one. */
export function intersection(
  servers: readonly string[],
  others: readonly string[],
): readonly string[] {
  const result = new Set<string>();
  for (const server of servers) {
    for (const other of others) {
      if (covers(other, server)) result.add(server);
      else if (covers(server, other)) result.add(other);
    }
  }
  return [...result];
}

/** N5: `./` is the Gateway's own namespace, `*` and a slash nothing. */
export function serverHosts(hosts: readonly string[], namespace: string): readonly string[] {
  if (hosts.includes('*/*')) return ['*'];
  return hosts.map((host) => {
    const slash = host.indexOf('/');
    if (slash < 0) return host;
    const [prefix, name] = [host.slice(0, slash), host.slice(slash + 1)];
    return prefix === '.' ? `${namespace}/${name}` : prefix === '*' ? name : host;
  });
}

/** N43: those that a VirtualService of this namespace may use, without the namespace. */
export function hostsForNamespace(hosts: readonly string[], namespace: string): readonly string[] {
  return hosts.flatMap((host) => {
    const slash = host.indexOf('/');
    if (slash < 0) return [host];
    return host.slice(0, slash) === namespace ? [host.slice(slash + 1)] : [];
  });
}

/** Without any namespace, each once: what a server asks for in the handshake. */
export const bareHosts = (hosts: readonly string[]): readonly string[] => [
  ...new Set(hosts.map((it) => it.slice(it.indexOf('/') + 1).toLowerCase())),
];

/** N9: as `namespace/name`; `mesh` stays. */
export function gatewayName(name: string, namespace: string): string {
  if (name === MESH) return name;
  const slash = name.indexOf('/');
  if (slash >= 0) return name.slice(0, slash) === '.' ? `${namespace}${name.slice(1)}` : name;
  const [short = '', owner] = name.split('.');
  return `${owner ?? namespace}/${short}`;
}

/** The sidecars, which no request from outside meets. */
const MESH = 'mesh';
