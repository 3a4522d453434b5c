import { BadAnswer } from './failure.ts';
import { LARGEST_OBJECT } from './largest-object.ts';

const LINE_END = 0x0a;

/**
 * The lines of a stream, those of one chunk together. They are cut as bytes, so that no character that two chunks
 * share is broken. What comes after the last line end was cut off, and is handed to `rest` where one is given.
 */
export async function* linesOf(
  body: AsyncIterable<Uint8Array>,
  rest?: (text: string) => void,
): AsyncGenerator<readonly string[]> {
  let begun: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, start)) {
      lines.push(decode([...begun, chunk.subarray(start, end)]));
      begun = [];
      size = 0;
      start = end + 1;
    }
    if (start < chunk.length) {
      begun.push(chunk.subarray(start));
      size += chunk.length - start;
      if (size > LARGEST_OBJECT) throw new BadAnswer('it sends a line without an end');
    }
    if (lines.length > 0) yield lines;
  }
  if (begun.length > 0) rest?.(decode(begun));
}

function decode(parts: readonly Uint8Array[]): string {
  const [only] = parts;
  const bytes = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
