import { isRaw, type Raw } from '../../../src/inventory/raise.ts';
import { ENDPOINT_SLICE, POD, SERVICE } from '../../../src/sources/cluster/protobuf/kinds.ts';
import type { Message } from '../../../src/sources/cluster/protobuf/message.ts';
import { encode, encodeListOf, lengthed, type Pieces } from '../../support/protobuf.ts';

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

/** Wherein Pods of this world differ: the rest is encoded once, or it would take a minute. */
const OWN = {
  metadata: ['name', 'generateName', 'namespace', 'labels'],
  spec: [],
  status: ['podIP', 'podIPs'],
} satisfies Readonly<Record<string, readonly string[]>>;

function podEncoder(): (pod: Raw) => Pieces {
  const shared = new Map<string, Pieces>();
  return (pod) =>
    Object.entries(OWN).flatMap(([name, names]) => {
      const number = POD.fields.findIndex((it) => it?.name === name);
      const message = POD.fields[number]?.form as Message;
      const [own, rest] = split(pod[name], names);
      const same = shared.get(name) ?? encode(message, rest);
      shared.set(name, same);
      // Messages that follow one another are one.
      return lengthed(number, [...encode(message, own), ...same]);
    });
}

function split(value: unknown, names: readonly string[]): readonly [Raw, Raw] {
  const entries = Object.entries(isRaw(value) ? value : {});
  const isOwn = ([name]: readonly [string, unknown]): boolean => names.includes(name);
  return [
    Object.fromEntries(entries.filter(isOwn)),
    Object.fromEntries(entries.filter((it) => !isOwn(it))),
  ];
}
