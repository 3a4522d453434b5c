import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';

import { UserError } from '../lib/user-error.ts';
import { EXPECTATION_PARTS, type Expectation } from '../model/expectation.ts';
import { OUTCOMES } from '../model/trace.ts';
import { printable } from '../text/printable.ts';
import { isDestinationText } from '../trace/expectation.ts';
import { EXIT } from './exit-codes.ts';
import { didYouMean, suggest } from './suggest.ts';

/** A row of a file of tests. */
export interface TestRow {
  readonly name: string;
  /** `[METHOD] URL` */
  readonly request: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sni?: string;
  readonly via?: string;
  readonly address?: string;
  readonly expect: Expectation;
}

/** Reads `tests:`. All that is wrong is told at once, with line and column; then nothing is run. */
export function readTests(text: string, file: string): readonly TestRow[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems: string[] = [];
  const complain = (at: number, message: string): void => {
    const { line, col } = lines.linePos(at);
    problems.push(printable(`${file}:${line}:${col}: ${message}`));
  };
  for (const { pos, message } of document.errors) complain(pos[0], message);
  const rows = problems.length > 0 ? [] : new Reader(complain).tests(document.contents);
  if (problems.length > 0) throw new UserError(problems.join('\n'), EXIT.unreadable);
  return rows;
}

const FILE_KEYS = ['apiVersion', 'kind', 'tests'];
const ROW_KEYS = ['name', 'request', 'headers', 'sni', 'via', 'address', 'expect'];

class Reader {
  private readonly complain: (at: number, message: string) => void;

  constructor(complain: (at: number, message: string) => void) {
    this.complain = complain;
  }

  tests(node: unknown): readonly TestRow[] {
    if (node === null) {
      this.complain(0, 'the file is empty: it must have tests, a list of requests');
      return [];
    }
    const file = this.map(node, 'the file', FILE_KEYS);
    const tests: unknown = file?.get('tests', true);
    if (file === undefined) return [];
    if (!isSeq(tests) || tests.items.length === 0) {
      this.complain(startOf(tests ?? file), 'tests must be a list of requests');
      return [];
    }
    return tests.items.flatMap((it) => this.row(it));
  }

  private row(node: unknown): readonly TestRow[] {
    const row = this.map(node, 'a test', ROW_KEYS);
    if (row === undefined) return [];
    const text = (key: string): string | undefined => this.text(row, key);
    const request = text('request');
    if (request === undefined && !row.has('request'))
      this.complain(startOf(row), 'a test needs a request: [METHOD] URL');
    const headers = this.headers(row);
    const [name = request, sni, via, address] = ['name', 'sni', 'via', 'address'].map(text);
    const expect = this.expectation(row);
    return [
      {
        name: name ?? '',
        request: request ?? '',
        expect,
        ...(headers !== undefined && { headers }),
        ...(sni !== undefined && { sni }),
        ...(via !== undefined && { via }),
        ...(address !== undefined && { address }),
      },
    ];
  }

  private expectation(row: YAMLMap): Expectation {
    const node: unknown = row.get('expect', true);
    const expect = node === undefined ? undefined : this.map(node, 'expect', EXPECTATION_PARTS);
    if (expect === undefined || expect.items.length === 0) {
      if (node === undefined || expect !== undefined)
        this.complain(
          startOf(row),
          `a test needs expect, with one of ${EXPECTATION_PARTS.join(', ')}`,
        );
      return {};
    }
    const outcomeText = this.text(expect, 'outcome');
    const outcome = OUTCOMES.find((it) => it === outcomeText);
    if (outcomeText !== undefined && outcome === undefined)
      this.complain(
        startOf(expect.get('outcome', true)),
        `there is no outcome ${outcomeText}.${didYouMean(suggest(outcomeText, OUTCOMES))}`,
      );
    const to = this.texts(expect, 'to');
    for (const text of to?.filter((it) => !isDestinationText(it)) ?? [])
      this.complain(
        startOf(expect.get('to', true)),
        `"${text}" is no destination: NAME[.NAMESPACE][:PORT] [SUBSET] [SHARE %]`,
      );
    const headers = this.headers(expect);
    const numbers = {
      status: this.number(expect, 'status'),
      failureShare: this.number(expect, 'failureShare'),
    };
    if (numbers.failureShare !== undefined && !(Math.abs(numbers.failureShare - 0.5) <= 0.5))
      this.complain(startOf(expect.get('failureShare', true)), 'failureShare is from 0 to 1');
    const texts = Object.fromEntries(
      (['rule', 'entryPoint', 'redirect', 'host', 'path'] as const).flatMap((key) => {
        const value = this.text(expect, key);
        return value === undefined ? [] : [[key, value]];
      }),
    );
    return {
      ...texts,
      ...(outcome !== undefined && { outcome }),
      ...(to !== undefined && { to }),
      ...(headers !== undefined && { headers }),
      ...(numbers.status !== undefined && { status: numbers.status }),
      ...(numbers.failureShare !== undefined && { failureShare: numbers.failureShare }),
    };
  }

  private headers(map: YAMLMap): Readonly<Record<string, string>> | undefined {
    const node: unknown = map.get('headers', true);
    if (node === undefined) return undefined;
    const headers = this.map(node, 'headers');
    return Object.fromEntries(
      (headers?.items ?? []).flatMap(({ key, value }) => {
        const name = scalarText(key);
        const text = scalarText(value);
        if (name !== undefined && text !== undefined) return [[name, text]];
        this.complain(startOf(key), 'a header is a name and a text');
        return [];
      }),
    );
  }

  private map(node: unknown, what: string, keys?: readonly string[]): YAMLMap | undefined {
    if (!isMap(node)) {
      this.complain(startOf(node), `${what} must be an object`);
      return undefined;
    }
    for (const { key } of node.items) {
      const name = scalarText(key) ?? '';
      if (keys !== undefined && !keys.includes(name))
        this.complain(
          startOf(key),
          `${what} has no field ${name}.${didYouMean(suggest(name, keys))}`,
        );
    }
    return node;
  }

  private text(map: YAMLMap, key: string): string | undefined {
    const node: unknown = map.get(key, true);
    if (node === undefined) return undefined;
    const text = scalarText(node);
    if (text === undefined) this.complain(startOf(node), `${key} must be a text`);
    if (key === 'rule' && isScalar(node) && /^\d/.test(node.comment ?? ''))
      this.complain(
        startOf(node),
        `YAML takes #${node.comment} for a comment: write ${text}#${node.comment}`,
      );
    return text;
  }

  /** A list, or a single one. */
  private texts(map: YAMLMap, key: string): readonly string[] | undefined {
    const node: unknown = map.get(key, true);
    if (!isSeq(node)) {
      const text = this.text(map, key);
      return text === undefined ? undefined : [text];
    }
    return node.items.flatMap((it) => {
      const text = scalarText(it);
      if (text === undefined) this.complain(startOf(it), `${key} must be a list of texts`);
      return text ?? [];
    });
  }

  private number(map: YAMLMap, key: string): number | undefined {
    const node: unknown = map.get(key, true);
    if (node === undefined) return undefined;
    if (isScalar(node) && typeof node.value === 'number') return node.value;
    this.complain(startOf(node), `${key} must be a number`);
    return undefined;
  }
}

function scalarText(node: unknown): string | undefined {
  if (!isScalar(node)) return undefined;
  const { value } = node;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? (node.source ?? String(value))
    : undefined;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every node of a document has its range
const startOf = (node: unknown): number => (node as Node | null)?.range?.[0] ?? 0;
