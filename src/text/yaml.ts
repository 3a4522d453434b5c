import { Document } from 'yaml';

import { printable } from './printable.ts';

/** As kubectl would print it, a line each; without what only the server's book-keeping needs. Printable. */
export function yamlLines(value: unknown): readonly string[] {
  const document = new Document(withoutNoise(value), { aliasDuplicateObjects: false });
  return document.toString({ lineWidth: 0 }).trimEnd().split('\n').map(printable);
}

function withoutNoise(value: unknown): unknown {
  if (!isRecord(value) || !isRecord(value['metadata'])) return value;
  const { managedFields: _, ...metadata } = value['metadata'];
  return { ...value, metadata };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
