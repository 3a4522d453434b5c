import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml';

import {
  type Document,
  type Fault,
  type Located,
  MAX_DEPTH,
  type Place,
  TOO_DEEP,
} from './document.ts';
import { plainScalar } from './scalar.ts';
import type { TextFile } from './text-file.ts';

/** One document, which begins and ends here. */
export function yamlDocument(file: TextFile, from: number, to: number): Document {
  const text = file.text.slice(from, to);
  const template = text.includes('{{');
  const fault = (offset: number, message: string): Document => ({
    type: 'fault',
    fault: { offset: from + offset, message },
    template,
  });
  const control = CONTROL.exec(text);
  if (control !== null) return fault(control.index, 'control characters are not allowed');
  const { contents, errors } = parsed(text);
  const [error] = errors;
  if (error !== undefined)
    return fault(
      error.pos[0],
      error.code === 'RESOURCE_EXHAUSTION' ? TOO_DEEP : sentence(error.message),
    );
  const values = new Values(from);
  const value = values.of(contents, MAX_DEPTH);
  if (values.fault !== undefined) return { type: 'fault', fault: values.fault, template };
  const place: Place = { file, from, to, path: [] };
  return {
    type: 'value',
    located: new YamlValue(contents, value.value, place),
    remarks: values.remarks,
  };
}

/** The node that holds a document, without turning scalars into values: that is ours. */
export const parsed = (text: string) =>
  parseDocument(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });

/** As kubectl's reader: C0 without tab and line ends, DEL, C1 without NEL. */
// oxlint-disable-next-line no-control-regex -- they are what it looks for
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]/;

const sentence = (message: string): string =>
  message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');

class YamlValue implements Located {
  readonly value: unknown;
  readonly place: Place;
  private readonly node: Node | null | undefined;

  constructor(node: Node | null | undefined, value: unknown, place: Place) {
    this.node = node;
    this.value = value;
    this.place = place;
  }

  get offset(): number {
    return this.place.from + (this.node?.range?.[0] ?? 0);
  }

  items(): readonly Located[] {
    const { value } = this;
    if (typeof value !== 'object' || value === null || !('items' in value)) return [];
    if (!Array.isArray(value.items)) return [];
    const list = isMap(this.node) ? childNode(this.node, 'items') : undefined;
    return value.items.map((item: unknown, index) => {
      const node: unknown = isSeq(list) ? list.items[index] : undefined;
      const path = [...this.place.path, 'items', index];
      return new YamlValue(isNode(node) ? node : this.node, item, { ...this.place, path });
    });
  }
}

/** The last one with this key, as that is the one that counts. */
export function childNode(map: YAMLMap, key: string): Node | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a parsed map holds nodes
  return map.items.findLast(({ key: it }) => isScalar(it) && keyOf(it) === key)?.value as
    | Node
    | undefined;
}

const keyOf = (key: Scalar): string => String(scalarValue(key));

/** What a node stands for, and how many values it is with all that aliases repeat. */
interface Measured {
  readonly value: unknown;
  readonly size: number;
  readonly depth: number;
}

/** Of what aliases repeat: a document of a few lines can stand for more values than memory holds. */
const MAX_REPEATED = 1_000_000;

/** Turns nodes into values, in the order of the document, until the first fault. */
class Values {
  fault: Fault | undefined;
  readonly remarks: Fault[] = [];
  private readonly start: number;
  private readonly anchors = new Map<string, Measured | 'unfinished'>();
  private repeated = 0;

  constructor(start: number) {
    this.start = start;
  }

  of(node: unknown, depth: number): Measured {
    if (this.fault !== undefined) return NULL;
    if (isAlias(node)) return this.ofAlias(node, node.source, depth);
    const anchor = isNode(node) && !isAlias(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.anchors.set(anchor, 'unfinished');
    const measured = this.ofNode(node, depth);
    if (anchor !== undefined) this.anchors.set(anchor, measured);
    return measured;
  }

  private ofNode(node: unknown, depth: number): Measured {
    if (isScalar(node)) return { value: scalarValue(node), size: 1, depth: 0 };
    if (depth === 0) return this.fail(node, TOO_DEEP);
    if (isSeq(node)) return this.ofList(node.items, depth);
    if (isMap(node)) return this.ofMap(node, depth);
    return NULL;
  }

  private ofList(items: readonly unknown[], depth: number): Measured {
    const measured = items.map((it) => this.of(it, depth - 1));
    return { value: measured.map((it) => it.value), ...sumOf(measured) };
  }

  private ofMap(map: YAMLMap, depth: number): Measured {
    const fields = new Map<string, unknown>();
    const written = new Set<string>();
    const measured: Measured[] = [];
    for (const { key, value } of map.items) {
      if (this.fault !== undefined) return NULL;
      if (isMerge(key)) measured.push(...this.merge(fields, value, depth));
      else {
        const name = this.keyOf(key, depth);
        if (written.has(name) && isNode(key)) this.remark(key, `the key ${name} stands twice`);
        const it = this.of(value, depth - 1);
        fields.set(name, it.value);
        written.add(name);
        measured.push(it);
      }
    }
    return { value: objectOf(fields), ...sumOf(measured) };
  }

  private keyOf(node: unknown, depth: number): string {
    const { value } = this.of(node, depth - 1);
    if (typeof value === 'object') this.fail(node, 'a key must be a word or a number');
    return String(value);
  }

  /** `<<`: the fields of other maps; as in kubectl they count over those that stand before. */
  private merge(fields: Map<string, unknown>, node: unknown, depth: number): readonly Measured[] {
    // Of several maps the first counts most.
    const maps = isSeq(node) ? node.items.toReversed() : [node];
    return maps.map((it) => {
      const measured = this.of(it, depth);
      const { value } = measured;
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        return this.fail(it, '<< takes a map, or a list of maps');
      for (const [name, field] of Object.entries(value)) fields.set(name, field);
      return measured;
    });
  }

  private ofAlias(node: Node, name: string, depth: number): Measured {
    const measured = this.anchors.get(name);
    if (measured === undefined)
      return this.fail(node, `there is no anchor &${name} before *${name}`);
    if (measured === 'unfinished') return this.fail(node, `&${name} holds itself`);
    if (measured.depth > depth) return this.fail(node, TOO_DEEP);
    this.repeated += measured.size;
    return this.repeated > MAX_REPEATED
      ? this.fail(node, `its aliases repeat more than ${MAX_REPEATED} values`)
      : measured;
  }

  private fail(node: unknown, message: string): Measured {
    this.fault ??= { offset: this.offsetOf(node), message };
    return NULL;
  }

  private remark(node: Node, message: string): void {
    if (this.remarks.length < 10) this.remarks.push({ offset: this.offsetOf(node), message });
  }

  private offsetOf(node: unknown): number {
    return this.start + (isNode(node) ? (node.range?.[0] ?? 0) : 0);
  }
}

const NULL: Measured = { value: null, size: 1, depth: 0 };

const sumOf = (parts: readonly Measured[]): Pick<Measured, 'size' | 'depth'> => {
  let [size, depth] = [1, 0];
  for (const part of parts) {
    size += part.size;
    depth = Math.max(depth, part.depth);
  }
  return { size, depth: depth + 1 };
};

/** `__proto__` becomes a field like any other. */
const objectOf = (fields: ReadonlyMap<string, unknown>): object => Object.fromEntries(fields);

const isMerge = (key: unknown): boolean =>
  isScalar(key) && key.value === '<<' && key.type === 'PLAIN' && key.tag === undefined;

const TAG = 'tag:yaml.org,2002:';

function scalarValue({ value, type, tag }: Scalar): string | number | boolean | null {
  // `!!binary` is known to the parser, and text to kubectl.
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  const source = typeof value === 'string' ? value : '';
  switch (tag) {
    case undefined:
      return type === undefined || type === 'PLAIN' ? plainScalar(source) : source;
    case `${TAG}int`:
    case `${TAG}float`:
    case `${TAG}bool`:
    case `${TAG}null`:
      return plainScalar(source);
    default:
      return source;
  }
}
