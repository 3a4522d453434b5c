// The licences of what was really bundled, as its authors ask for.
import { existsSync, globSync, readFileSync } from 'node:fs';
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

/** `chunks` are the bundler's. */
export function notices(root, chunks) {
  const own = readFileSync(join(root, 'LICENSE'), 'utf8');
  const mit = apart(readFileSync(join(root, 'node_modules/react/LICENSE'), 'utf8'), own).text;
  const bundled = chunks
    .flatMap(({ modules }) => Object.entries(modules))
    .filter(([, { renderedLength }]) => renderedLength > 0);
  const folders = new Set(
    bundled
      .map(([file]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0])
      .filter((it) => it !== undefined),
  );
  const shared = Map.groupBy([...folders].map(licenceOf), ({ text }) => text);
  const sections = [...shared].map(([text, packages]) => {
    const names = new Set(packages.map(({ name, holders }) => [name, ...holders].join('\n  ')));
    return [...[...names].toSorted((a, b) => a.localeCompare(b, 'en')), text]
      .join('\n\n')
      .trimEnd();
  });
  return [
    'meshpath contains the following packages, each under its own licence. Where several share one, its text\n' +
      'stands once, below their names and copyright notices.',
    ...sections.toSorted(),
    ...commentSection(bundled.map(([file]) => file)),
  ]
    .join(`\n\n${'-'.repeat(80)}\n\n`)
    .concat('\n');

  function licenceOf(path) {
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
    const parts = texts.length > 0 ? texts.map((it) => apart(it, own)) : [bare(path, license)];
    return {
      name: facts.filter(Boolean).join(', '),
      holders: parts.flatMap(({ holders }) => holders),
      text: parts.map(({ text }) => text).join('\n\n'),
    };
  }

  /** Where a package brings no text, the head of its code says whose it is, and which licence it means. */
  function bare(path, license) {
    const { main, module = main } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    const head = readFileSync(join(path, module), 'utf8').slice(0, 1000);
    const [holder] = /copyright .+/i.exec(head) ?? [];
    if (holder === undefined || license !== 'MIT')
      throw new Error(`${path} has neither a licence nor a copyright notice.`);
    return { holders: [holder.trim()], text: mit };
  }
}

/** Who holds the copyright, and the words of the licence, which many share to the letter. */
function apart(whole, own) {
  if (apache(whole) === apache(own))
    return {
      holders: [],
      text: 'The Apache License, Version 2.0, as it stands in the file LICENSE.',
    };
  const lines = whole.split('\n');
  return {
    holders: lines.filter(isHolder).map((it) => it.trim()),
    text: paragraphs(lines.filter((it) => !isHolder(it)).join('\n')),
  };
}

const isHolder = (line) => /^ *copyright (\(c\)|©|\d)/i.test(line);

/** The licence of meshpath too: but for the line in its appendix where a name goes. */
const apache = (text) =>
  words(
    text
      .replace(/^ *copyright .*$/im, '')
      .replaceAll('{', '[')
      .replaceAll('}', ']'),
  );

/** The words alone decide: lines are broken anew, and a title says no more than the text. */
const paragraphs = (text) =>
  text
    .split(/\n\s*\n/)
    .map(words)
    .filter((it) => it !== '' && !TITLE.test(it))
    .join('\n\n');

const words = (text) => text.trim().replaceAll(/\s+/g, ' ').replaceAll(/[“”]/g, '"');

const TITLE = /^(The )?(MIT|ISC) Licen[cs]e( \(MIT\))?:?$/i;

/** What the authors ask to be kept of their comments, which the code is without. */
function commentSection(files) {
  const comments = new Set(
    files
      .filter((it) => existsSync(it))
      .flatMap((it) => readFileSync(it, 'utf8').match(/\/\*[*!](?:(?!\*\/)[^])*\*\//g) ?? [])
      .filter((it) => /^\/\*!|@license|@preserve/.test(it))
      .map((it) => it.replaceAll(/^\s+\*/gm, ' *')),
  );
  return comments.size === 0 ? [] : [['Comments found in their code:', ...comments].join('\n\n')];
}
