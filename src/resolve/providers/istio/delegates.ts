import type { VirtualService } from '../../../inventory/kinds.ts';
import { refOf } from '../../../inventory/read-object.ts';
import type { Reader } from '../../../inventory/reader.ts';
import type { HttpMatch, HttpRoute, StringMatch } from '../../../inventory/shapes/istio.ts';
import { completeName } from '../../../match/service-host.ts';
import { isVisible } from './export-to.ts';
import { type HttpRule, httpRules } from './source.ts';

/** N22: each rule that delegates is replaced, in place, by the delegate's rules under the root's conditions. */
export function withDelegates(
  root: VirtualService,
  objects: Reader<'VirtualService'>,
): readonly HttpRule[] {
  const rules = httpRules(root);
  if (!rules.some((it) => it.spec.delegate !== undefined)) return rules;
  return rules.flatMap((rule) =>
    rule.spec.delegate === undefined ? [rule] : delegated(root, rule, objects),
  );
}

function delegated(
  root: VirtualService,
  rule: HttpRule,
  objects: Reader<'VirtualService'>,
): readonly HttpRule[] {
  const { namespace: ownNamespace = '' } = root.metadata;
  const { name = '', namespace = '' } = rule.spec.delegate ?? {};
  const owner = namespace === '' ? ownNamespace : namespace;
  const found = objects.get('VirtualService', owner, name);
  // Missing, with hosts of its own, or not exported: this rule of the root alone is gone.
  if (found.type !== 'found' || found.object.spec.hosts.length > 0) return [];
  if (!isVisible(found.object.spec.exportTo, owner, ownNamespace)) return [];
  const rootName = `${ownNamespace}/${root.metadata.name}#${rule.index}`;
  return httpRules(found.object).flatMap((it) => {
    const spec = merged(withFullNames(rule.spec, ownNamespace), it.spec);
    if (spec === undefined) return [];
    return [
      {
        ...it,
        spec,
        variant: `@${rootName}`,
        facts: [{ name: 'delegated by', value: rootName, object: refOf(root) }],
      },
    ];
  });
}

/** What the delegate takes over from the root keeps the root's reading of short names. */
function withFullNames(root: HttpRoute, namespace: string): HttpRoute {
  const complete = <D extends { readonly host?: string }>(destination: D): D =>
    destination.host === undefined
      ? destination
      : { ...destination, host: completeName(destination.host, namespace) };
  return {
    ...root,
    ...(root.mirror !== undefined && { mirror: complete(root.mirror) }),
    mirrors: root.mirrors.map((it) => ({ ...it, destination: complete(it.destination) })),
  };
}

function merged(root: HttpRoute, leaf: HttpRoute): HttpRoute | undefined {
  const match = mergedMatches(root.match, leaf.match);
  if (match === undefined) return undefined;
  const name = joined(root.name, leaf.name);
  // A delegate of a delegate is not followed, so what it names is of no effect.
  const { delegate: _, ...own } = leaf;
  return {
    ...(root.rewrite !== undefined && { rewrite: root.rewrite }),
    ...(root.directResponse !== undefined && { directResponse: root.directResponse }),
    ...(root.timeout !== undefined && { timeout: root.timeout }),
    ...(root.retries !== undefined && { retries: root.retries }),
    ...(root.fault !== undefined && { fault: root.fault }),
    ...(root.mirror !== undefined && { mirror: root.mirror }),
    ...(root.mirrorPercentage !== undefined && { mirrorPercentage: root.mirrorPercentage }),
    ...(root.corsPolicy !== undefined && { corsPolicy: root.corsPolicy }),
    ...(root.headers !== undefined && { headers: root.headers }),
    ...own,
    mirrors: leaf.mirrors.length > 0 ? leaf.mirrors : root.mirrors,
    match,
    ...(name !== undefined && { name }),
  };
}

const joined = (root: string | undefined, leaf: string | undefined): string | undefined =>
  leaf === undefined || root === undefined ? (leaf ?? root) : `${root}-${leaf}`;

/** Each of the leaf's with each of the root's that it does not contradict; one that fits none drops the rule. */
function mergedMatches(
  root: readonly HttpMatch[],
  leaf: readonly HttpMatch[],
): readonly HttpMatch[] | undefined {
  if (root.length === 0) return leaf;
  if (leaf.length === 0) return root;
  const result: HttpMatch[] = [];
  for (const own of leaf) {
    const fitting = root.filter((it) => !contradicts(it, own));
    if (fitting.length === 0) return undefined;
    result.push(...fitting.map((it) => mergedMatch(it, own)));
  }
  return result;
}

function mergedMatch(root: HttpMatch, leaf: HttpMatch): HttpMatch {
  const name = joined(root.name, leaf.name);
  return {
    ...root,
    ...leaf,
    headers: { ...root.headers, ...leaf.headers },
    withoutHeaders: { ...root.withoutHeaders, ...leaf.withoutHeaders },
    queryParams: { ...root.queryParams, ...leaf.queryParams },
    sourceLabels: { ...root.sourceLabels, ...leaf.sourceLabels },
    gateways: leaf.gateways.length > 0 ? leaf.gateways : root.gateways,
    ...(name !== undefined && { name }),
  };
}

function contradicts(root: HttpMatch, leaf: HttpMatch): boolean {
  return (
    (['uri', 'scheme', 'method', 'authority'] as const).some((it) =>
      valuesContradict(root[it], leaf[it]),
    ) ||
    namedContradict(root.headers, leaf.headers) ||
    namedContradict(root.withoutHeaders, leaf.withoutHeaders) ||
    namedContradict(root.queryParams, leaf.queryParams) ||
    (root.ignoreUriCase === true) !== (leaf.ignoreUriCase === true) ||
    (isSet(root.port) && isSet(leaf.port) && root.port !== leaf.port) ||
    ((root.sourceNamespace ?? '') !== '' && leaf.sourceNamespace !== root.sourceNamespace) ||
    Object.entries(leaf.sourceLabels).some(
      ([key, value]) => Object.hasOwn(root.sourceLabels, key) && root.sourceLabels[key] !== value,
    ) ||
    gatewaysContradict(root.gateways, leaf.gateways)
  );
}

const isSet = (port: number | undefined): boolean => (port ?? 0) > 0;

function gatewaysContradict(root: readonly string[], leaf: readonly string[]): boolean {
  if (root.length === 0 || leaf.length === 0) return false;
  return root.length < leaf.length || leaf.some((it) => !root.includes(it));
}

type Named = Readonly<Record<string, StringMatch>>;

const namedContradict = (root: Named, leaf: Named): boolean =>
  Object.entries(leaf).some(([name, it]) =>
    valuesContradict(Object.hasOwn(root, name) ? root[name] : undefined, it),
  );

function valuesContradict(root: StringMatch | undefined, leaf: StringMatch | undefined): boolean {
  if (root === undefined || leaf === undefined) return false;
  if ((root.regex ?? '') !== '' && has(leaf)) return true;
  if ((leaf.regex ?? '') !== '' && has(root)) return true;
  const [exact, prefix] = [root.exact ?? '', root.prefix ?? ''];
  if (exact !== '') return (leaf.prefix ?? '') !== '' || leaf.exact !== exact;
  if (prefix === '') return true;
  const own = (leaf.prefix ?? '') === '' ? (leaf.exact ?? '') : (leaf.prefix ?? '');
  return own === '' || !own.startsWith(prefix);
}

const has = (it: StringMatch): boolean =>
  (it.regex ?? '') !== '' || (it.prefix ?? '') !== '' || (it.exact ?? '') !== '';
