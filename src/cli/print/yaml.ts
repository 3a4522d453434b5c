import { Document, isScalar, Scalar, visit } from 'yaml';

import { escapeUnseen } from '../../lib/escape-unseen.ts';

/** The same document as YAML; what cannot be seen is escaped there too. */
export function printYaml(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && needsQuotes(node.value))
        node.type = Scalar.QUOTE_DOUBLE;
    },
    Pair: (_, { key }) => {
      if (isScalar(key) && typeof key.value === 'string' && needsQuotes(key.value))
        key.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return escapeUnseen(document.toString({ lineWidth: 0 }));
}

/** A tab is allowed in plain text, and is not seen. */
const needsQuotes = (text: string): boolean => text.includes('\t') || escapeUnseen(text) !== text;
