import { BadAnswer } from './failure.ts';
import { LARGEST_OBJECT } from './largest-object.ts';

/** Bytes of a number that says how long a frame is. */
const HEAD = 4;

/**
 * The frames of a stream, those of one chunk together: each begins with its length (k8s.io/apimachinery, util/framer).
 * How many bytes come after the last whole one, and were cut off, is told to `rest`.
 */
export async function* framesOf(
  body: AsyncIterable<Uint8Array>,
  rest?: (bytes: number) => void,
): AsyncGenerator<readonly Buffer[]> {
  let begun: Uint8Array[] = [];
  let size = 0;
  let wanted = HEAD;
  for await (const chunk of body) {
    begun.push(chunk);
    size += chunk.length;
    if (size < wanted) continue;
    const bytes = Buffer.concat(begun, size);
    const frames: Buffer[] = [];
    let at = 0;
    for (wanted = HEAD; size - at >= wanted; wanted = HEAD) {
      wanted += bytes.readUInt32BE(at);
      if (wanted > LARGEST_OBJECT) throw new BadAnswer('it sends a frame without an end');
      if (size - at < wanted) break;
      frames.push(bytes.subarray(at + HEAD, at + wanted));
      at += wanted;
    }
    begun = [bytes.subarray(at)];
    size -= at;
    if (frames.length > 0) yield frames;
  }
  rest?.(size);
}
