import { isRaw, type Raw } from '../../../src/inventory/raise.ts';
import { ENDPOINT_SLICE, POD, SERVICE } from '../../../src/sources/cluster/protobuf/kinds.ts';
import type { Message } from '../../../src/sources/cluster/protobuf/message.ts';
import type { Forms } from '../../support/faults/api-server.ts';
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

/** Wherein Pods of this world differ from each other. */
const OWN = {
  metadata: ['name', 'generateName', 'namespace', 'labels'],
  spec: [],
  status: ['podIP', 'podIPs'],
} satisfies Readonly<Record<string, readonly string[]>>;

/** Wherein a Pod differs from what it was before. */
const CHANGING: Readonly<Record<string, readonly string[]>> = {
  metadata: ['resourceVersion'],
  status: ['message', 'conditions'],
};

/** A Pod in both forms: what of it does not change is written once, or no server would keep up. */
export function podForms(): (pod: Raw) => Forms {
  const encoded = podEncoder();
  const texts = new WeakMap<object, Readonly<Record<string, string>>>();
  return (pod) => ({
    protobuf: () => encoded(pod),
    json: () => {
      const { metadata, spec, status, ...rest } = pod;
      const [{ resourceVersion }, own] = split(metadata, ['resourceVersion']);
      const known = texts.get(spec as object) ?? {
        metadata: JSON.stringify(own).slice(0, -1),
        spec: JSON.stringify(spec),
        rest: JSON.stringify(rest).slice(0, -1),
      };
      texts.set(spec as object, known);
      return `${known['rest']},"metadata":${known['metadata']},"resourceVersion":"${String(resourceVersion)}"},"spec":${known['spec']},"status":${JSON.stringify(status)}}`;
    },
  });
}

/** What Pods have in common is encoded once, or it would take a minute. */
function podEncoder(): (pod: Raw) => Pieces {
  const shared = new Map<string, Pieces>();
  const lasting = new WeakMap<object, Readonly<Record<string, Pieces>>>();
  const lastingOf = (pod: Raw, name: keyof typeof OWN): Pieces => {
    const message = messageOf(name);
    const [, here] = split(pod[name], CHANGING[name] ?? []);
    const [own, rest] = split(here, OWN[name]);
    const same = shared.get(name) ?? encode(message, rest);
    shared.set(name, same);
    return [...encode(message, own), ...same];
  };
  return (pod) => {
    const key = pod['spec'] as object;
    const known = lasting.get(key) ?? {
      metadata: lastingOf(pod, 'metadata'),
      spec: lastingOf(pod, 'spec'),
      status: lastingOf(pod, 'status'),
    };
    lasting.set(key, known);
    // Messages that follow one another are one.
    return Object.entries(known).flatMap(([name, pieces]) => {
      const [changing] = split(pod[name], CHANGING[name] ?? []);
      const changed = Object.entries(changing).flatMap(([field, value]) => {
        if (typeof value === 'string') return encodeNamed(messageOf(name), field, value);
        // Of conditions there are few.
        const text = JSON.stringify(value);
        const made = shared.get(text) ?? encodeNamed(messageOf(name), field, value);
        shared.set(text, made);
        return made;
      });
      return lengthed(numberOf(POD, name), [...changed, ...pieces]);
    });
  };
}

const messageOf = (name: string): Message => POD.fields[numberOf(POD, name)]?.form as Message;

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
