import { isRaw, type Raw } from '../../../src/inventory/raise.ts';
import { ENDPOINT_SLICE, POD, SERVICE } from '../../../src/sources/cluster/protobuf/kinds.ts';
import type { Message } from '../../../src/sources/cluster/protobuf/message.ts';
import {
  encode,
  encodeField,
  encodeListOf,
  lengthed,
  type Pieces,
} from '../../support/protobuf.ts';

const PAGE_SIZE = 500;

/** A list in pages, each as the bytes of an answer; the token of a page is its number. */
export function pagesOf(kind: string, objects: readonly Raw[], version: string): readonly Buffer[] {
  const encoded = encoderOf(kind);
  const count = Math.max(1, Math.ceil(objects.length / PAGE_SIZE));
  return Array.from({ length: count }, (_, number) => {
    const token = number === count - 1 ? undefined : String(number + 1);
    const metadata = { resourceVersion: version, ...(token !== undefined && { continue: token }) };
    const items = objects.slice(number * PAGE_SIZE, (number + 1) * PAGE_SIZE);
    return encoded !== undefined
      ? encodeListOf(metadata, items.map(encoded))
      : Buffer.from(JSON.stringify({ kind: `${kind}List`, apiVersion: 'v1', metadata, items }));
  });
}

/** Of kinds that a server has as protocol buffers too. */
function encoderOf(kind: string): ((object: Raw) => Pieces) | undefined {
  switch (kind) {
    case 'Pod':
      return podEncoder();
    case 'Service':
      return (it) => encode(SERVICE, it);
    case 'EndpointSlice':
      return (it) => encode(ENDPOINT_SLICE, it);
    default:
      return undefined;
  }
}

/** Wherein Pods of this world differ from each other, and from themselves as they change. */
const OWN = {
  metadata: ['name', 'generateName', 'namespace', 'labels', 'resourceVersion'],
  spec: [],
  status: ['podIP', 'podIPs', 'message', 'conditions'],
} satisfies Readonly<Record<string, readonly string[]>>;

/** What was encoded once is not again: all Pods are made of few parts, and it would take a minute. */
export function podEncoder(): (pod: Raw) => Pieces {
  const known = new Map<string, Pieces>();
  const once = (key: string, make: () => Pieces): Pieces => {
    const pieces = known.get(key) ?? make();
    known.set(key, pieces);
    return pieces;
  };
  return (pod) =>
    Object.entries(OWN).flatMap(([name, names]) => {
      const number = numberOf(POD, name);
      const message = POD.fields[number]?.form as Message;
      const [own, rest] = split(pod[name], names);
      const parts = Object.entries(own).flatMap(([field, value]) => {
        const make = (): Pieces => encodeNamed(message, field, value);
        // Of texts each may be another.
        return typeof value === 'string' ? make() : once(`${field} ${JSON.stringify(value)}`, make);
      });
      // Messages that follow one another are one.
      return lengthed(number, [...parts, ...once(name, () => encode(message, rest))]);
    });
}

/** One field of a message, whether it is read or not. */
function encodeNamed(message: Message, name: string, value: unknown): Pieces {
  const number = numberOf(message, name);
  const form = message.fields[number]?.form;
  return form === undefined ? encode(message, { [name]: value }) : encodeField(number, form, value);
}

const numberOf = ({ fields }: Message, name: string): number =>
  fields.findIndex((it) => it?.name === name);

function split(value: unknown, names: readonly string[]): readonly [Raw, Raw] {
  const entries = Object.entries(isRaw(value) ? value : {});
  const isOwn = ([name]: readonly [string, unknown]): boolean => names.includes(name);
  return [
    Object.fromEntries(entries.filter(isOwn)),
    Object.fromEntries(entries.filter((it) => !isOwn(it))),
  ];
}
