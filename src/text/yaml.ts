import { Document } from 'yaml';

import { printable } from './printable.ts';

/** As kubectl would print it, a line each. Printable. */
export function yamlLines(value: unknown): readonly string[] {
  const document = new Document(value, { aliasDuplicateObjects: false });
  return document.toString({ lineWidth: 0 }).trimEnd().split('\n').map(printable);
}
