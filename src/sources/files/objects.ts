import { isRaw, type Raw } from '../../inventory/raise.ts';
import type { Fault, Located } from './document.ts';

/** An object of a file before it is read, or why something that stands where one should is none. */
export type FileObject =
  | {
      readonly type: 'object';
      readonly raw: Raw;
      readonly apiVersion: string;
      readonly kind: string;
      readonly located: Located;
    }
  | { readonly type: 'fault'; readonly fault: Fault };

interface TypeMeta {
  readonly apiVersion: unknown;
  readonly kind: unknown;
}

/** The objects of a document: itself, or what its lists hold, however deep. */
export function* objectsOf(
  located: Located,
  fileName: string,
  inherited?: TypeMeta,
): Generator<FileObject> {
  const { value, offset } = located;
  const fault = (message: string): FileObject => ({ type: 'fault', fault: { offset, message } });
  if (value === null && inherited === undefined) return;
  if (!isRaw(value)) {
    yield fault(`it is ${nameOf(value)} and not an object`);
    return;
  }
  const apiVersion = own(value, 'apiVersion') ?? inherited?.apiVersion;
  const kind = own(value, 'kind') ?? inherited?.kind;
  if (!isName(apiVersion) || !isName(kind)) {
    yield fault(untyped(value, fileName));
    return;
  }
  if (!isList(value, kind)) {
    yield { type: 'object', raw: value, apiVersion, kind, located };
    return;
  }
  const items = own(value, 'items');
  if (items !== undefined && items !== null && !Array.isArray(items)) {
    yield fault(`its items are ${nameOf(items)} and not a list`);
    return;
  }
  const typeOfItems =
    kind === 'List'
      ? { apiVersion: undefined, kind: undefined }
      : { apiVersion, kind: kind.slice(0, -'List'.length) };
  for (const item of located.items()) yield* objectsOf(item, fileName, typeOfItems);
}

const own = (value: Raw, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined;

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** `List`, and what an API server answers: `ServiceList`. */
const isList = (value: Raw, kind: string): boolean =>
  kind === 'List' || (kind.endsWith('List') && Object.hasOwn(value, 'items'));

/** What a file may be that is no Kubernetes object, as far as it can be told. */
function untyped(value: Raw, fileName: string): string {
  if (/^kustomization(?:\.ya?ml)?$/i.test(fileName)) return KUSTOMIZE;
  if (/^Chart\.ya?ml$/.test(fileName)) return HELM_CHART;
  if (/^values[^/]*\.ya?ml$/.test(fileName))
    return 'it looks like the values of a Helm chart: render the chart with helm template, and read its output';
  const missing = ['apiVersion', 'kind'].filter((it) => !isName(own(value, it)));
  return `it is not a Kubernetes object: it has no ${missing.join(' and no ')}`;
}

export const KUSTOMIZE =
  'a Kustomize source, which is not rendered: use kubectl kustomize FOLDER | meshpath -f -';
const HELM_CHART = 'a Helm chart, which is not rendered: use helm template FOLDER | meshpath -f -';
export const HELM_TEMPLATE =
  'a template, which is not rendered: use helm template FOLDER | meshpath -f -';

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
