import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';

const SCHEMA: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../src/report/schema.json'), 'utf8'),
);
const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
ajv.addFormat('date-time', (it: string) => !Number.isNaN(Date.parse(it)));
const validate = ajv.compile(SCHEMA as object);

/** Where a document breaks the published schema, against its own part of it: `oneOf` would complain of all the others. */
export function problemsOf(document: unknown): readonly string[] {
  const plain: unknown = JSON.parse(JSON.stringify(document));
  if (validate(plain)) return [];
  const { kind } = plain as { readonly kind: string };
  const own = ajv.getSchema(`https://meshpath.dev/v1/schema.json#/$defs/${kind}`);
  if (own === undefined || own(plain) === true) return ['no kind of document fits'];
  return (own.errors ?? []).map((it) => `${it.instancePath} ${it.message}`);
}
