import type { Raw } from '../../../inventory/raise.ts';
import { broken, Cursor, decode } from './decode.ts';
import { LEN, type Message } from './message.ts';

/** k8s.io/apimachinery/pkg/runtime/serializer/protobuf: what comes before each answer. */
export const MAGIC = Buffer.from('k8s\0');

/** The field of `runtime.Unknown` that holds the object itself. */
export const RAW = 2;

/** An object that came as a whole. */
export function decodeObject(message: Message, bytes: Buffer, cursor = new Cursor()): Raw {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw broken('it begins with something else');
  cursor.over(bytes).at = MAGIC.length;
  while (cursor.at < bytes.length) {
    const tag = cursor.varint();
    if (tag === ((RAW << 3) | LEN)) return decode(message, cursor, cursor.endOfValue(bytes.length));
    cursor.skip(tag & 7, bytes.length);
  }
  throw broken('it holds no object');
}
