import { counted } from '../lib/words.ts';
import type { Exposure } from '../model/exposure.ts';
import type { Request, Trace } from '../model/trace.ts';
import { type TestResult, testReport } from '../report/test.ts';
import { describeMissed, describeNear, describeRejection } from '../text/expectation.ts';
import { describeRequestProblem } from '../text/outcome.ts';
import { printable } from '../text/printable.ts';
import { missedParts, nearMisses } from '../trace/expectation.ts';
import { parseRequest } from '../trace/request.ts';
import { createTracer } from '../trace/trace.ts';
import { usage } from './args.ts';
import { type Context, outputOf, paintFor } from './context.ts';
import { printDocument } from './documents.ts';
import { EXIT } from './exit-codes.ts';
import { printJunit } from './print/junit.ts';
import type { Paint } from './print/paint.ts';
import { type Answer, answerFrom } from './reading.ts';
import { readTests, type TestRow } from './test-file.ts';

/** A table of requests, and whether each is answered as it must be. */
export async function test(context: Context): Promise<number> {
  const { args, io } = context;
  const output = outputOf(args, 'test');
  const [file = ''] = args.positional;
  const rows = readTests(await io.readFile(file), file);
  // Before anything is read: what is no request needs no cluster.
  for (const { via: _, ...row } of rows) requestOf(row, { entryPoints: [] });
  return answerFrom(context, (snapshot): Answer => {
    const { exposure } = snapshot;
    const tracer = createTracer(exposure);
    const results = rows.map((it) => resultOf(it, tracer(requestOf(it, exposure)), exposure));
    return {
      text:
        output === 'json'
          ? printDocument(testReport(results, snapshot), 'json', args)
          : output === 'junit'
            ? junit(results, file)
            : printResults(results, paintFor(context)),
      notes: [],
      exitCode: results.every(isPassed) ? EXIT.done : EXIT.negative,
    };
  });
}

const isPassed = ({ reasons }: TestResult): boolean => reasons.length === 0;

function requestOf(
  row: Omit<TestRow, 'expect'>,
  { entryPoints }: Pick<Exposure, 'entryPoints'>,
): Request {
  const [url = '', method] = row.request.trim().split(/\s+/).toReversed();
  const parsed = parseRequest(
    {
      url,
      headers: Object.entries(row.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
      ...(method !== undefined && { method }),
      ...(row.sni !== undefined && { sni: row.sni }),
      ...(row.via !== undefined && { via: row.via }),
      ...(row.address !== undefined && { address: row.address }),
    },
    entryPoints,
  );
  if ('problem' in parsed)
    throw usage(`${printable(row.name)}: ${describeRequestProblem(parsed.problem)}`);
  return parsed.value;
}

/** How many of the rules that missed are told where none of them was meant. */
const MOST_MISSES = 3;

function resultOf(row: TestRow, trace: Trace, exposure: Exposure): TestResult {
  const { name, expect, ...request } = row;
  const missed = missedParts(expect, trace, exposure);
  const near = nearMisses(expect, trace, exposure);
  return {
    name,
    request,
    expect,
    trace,
    reasons:
      missed.length === 0
        ? []
        : [
            ...missed.map((part) => describeMissed(part, expect, trace, exposure)),
            ...(near.length > 0
              ? near.map(describeNear)
              : trace.rejected.slice(0, MOST_MISSES).map(describeRejection)),
          ],
  };
}

function printResults(results: readonly TestResult[], paint: Paint): string {
  const failed = results.filter((it) => !isPassed(it)).length;
  const lines = [
    ...results.flatMap((it) => resultLines(it, paint)),
    '',
    `${counted(results.length - failed, 'request')} answered as expected, ${failed} otherwise.`,
  ];
  return lines.map((it) => `${it}\n`).join('');
}

function resultLines(result: TestResult, paint: Paint): readonly string[] {
  const name = printable(result.name);
  if (isPassed(result)) return [`${paint.sign('healthy')} ${paint.plain(name)}`];
  const { request, headers = {} } = result.request;
  const more = Object.entries(headers).map(([key, value]) => `${key}: ${value}`);
  return [
    `${paint.sign('broken')} ${paint.bold(name)}`,
    ...(name === printable(request) && more.length === 0
      ? []
      : [`    ${paint.dim(printable([request, ...more].join('   ')))}`]),
    ...result.reasons.map((it) => `    ${paint.plain(it)}`),
  ];
}

const junit = (results: readonly TestResult[], file: string): string =>
  printJunit(
    file,
    results.map(({ name, request, reasons }) => ({
      name,
      group: file,
      ...(reasons.length > 0 && {
        failure: { message: reasons[0] ?? '', text: [request.request, ...reasons].join('\n') },
      }),
    })),
  );
