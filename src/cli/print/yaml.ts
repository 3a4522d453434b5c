import { Document, isScalar, Scalar, visit } from 'yaml';

import { escapeUnseen } from '../../lib/escape-unseen.ts';

/** The same document as YAML; what cannot be seen is escaped there too. */
export function printYaml(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && escapeUnseen(node.value) !== node.value)
        node.type = Scalar.QUOTE_DOUBLE;
    },
    Pair: (_, { key }) => {
      if (isScalar(key) && typeof key.value === 'string' && escapeUnseen(key.value) !== key.value)
        key.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return escapeUnseen(document.toString({ lineWidth: 0 }));
}
