// The licences of what was really bundled, as its authors ask for.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PERMISSIVE = [
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'Unlicense',
];

const LICENCE_FILES = '{licen[cs]e,LICEN[CS]E,Licen[cs]e,NOTICE,COPYING}{,.*,-*}';

/** `metafile` is esbuild's; `comments` are the legal comments it took out of the code. */
export function notices(root, metafile, comments) {
  const folders = new Set(
    Object.values(metafile.outputs)
      .flatMap(({ inputs }) => Object.entries(inputs))
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([file]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0])
      .filter((it) => it !== undefined),
  );
  const byText = Map.groupBy([...folders].map(licenceOf), ({ text }) => text);
  const sections = [...byText].map(([text, packages]) => {
    const names = new Set(packages.map(({ name }) => name).toSorted());
    return [...names, text].join('\n\n').trimEnd();
  });
  return [
    'meshpath contains the following packages, each under its own licence.',
    ...sections.toSorted(),
    ...commentSection(comments),
  ]
    .join(`\n\n${'-'.repeat(80)}\n\n`)
    .concat('\n');

  function licenceOf(folder) {
    const path = join(root, folder);
    const { name, version, license, author, homepage } = JSON.parse(
      readFileSync(join(path, 'package.json'), 'utf8'),
    );
    if (!PERMISSIVE.includes(license))
      throw new Error(`${name} ${version}: may a program under Apache-2.0 contain "${license}"?`);
    const texts = globSync(LICENCE_FILES, { cwd: path })
      .toSorted()
      .map((it) => readFileSync(join(path, it), 'utf8').replaceAll('\r', '').trim());
    const by = typeof author === 'object' ? author.name : author;
    const facts = [`${name} ${version}`, license, by, homepage];
    return { name: facts.filter(Boolean).join(', '), text: texts.join('\n\n') };
  }
}

function commentSection(comments) {
  const lines = new Set(
    comments
      .flatMap((it) => it.split('\n\n'))
      .map((it) => it.trim())
      .filter((it) => it !== '' && !it.startsWith('Bundled license information:')),
  );
  return lines.size === 0 ? [] : [['Comments found in their code:', ...lines].join('\n\n')];
}
