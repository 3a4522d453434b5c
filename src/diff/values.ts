import { normalizePath, pathMatcher } from '../match/path.ts';
import { compilePattern } from '../match/pattern.ts';
import { textMatcher } from '../match/request.ts';
import type { Proxy } from '../model/exposure.ts';
import type { PathMatch, StringMatch } from '../model/match.ts';
import { plainSamples, samples } from './sample.ts';

/** What no rule names by chance. */
export const UNNAMED = 'meshpath';

/**
 * One text of each cell into which some conditions cut all texts, the plainest first. Texts are told apart by which of
 * the conditions they meet; of cells in which conditions overlap those are found that texts of two of them make together.
 */
export function textCells(
  conditions: readonly StringMatch[],
  plain: readonly string[],
  odd: readonly string[] = [],
): readonly string[] {
  const members = conditions.map(membersOf);
  const together = conditions.some(({ type }) => type === 'regex' || type === 'suffix')
    ? members.flatMap(([first = '']) =>
        [...members.flatMap((it) => it.slice(0, MOST_ENDS)), ...odd].map((end) => first + end),
      )
    : [];
  const candidates = [...plain, ...members.flat(), ...together.slice(0, MOST_CROSSED), ...odd];
  const matchers = conditions.map(textMatcher);
  return onePerCell(candidates, (text) => matchers.map((it) => it(text)));
}

/** So many texts of a condition are put behind one of each. */
const MOST_ENDS = 4;

function membersOf(condition: StringMatch): readonly string[] {
  const { type, value, ignoreCase } = condition;
  const written = ignoreCase === true ? [value, value.toUpperCase(), value.toLowerCase()] : [value];
  switch (type) {
    case 'exact':
      return written;
    case 'prefix':
      return written.flatMap((it) => [it, `${it}x`]);
    case 'suffix':
      return written.flatMap((it) => [it, `x${it}`]);
    case 'regex':
      return patternMembers(value, ignoreCase === true, 'matches');
    case 'present':
      return [UNNAMED];
  }
}

/** Texts that a pattern is known to take. */
function patternMembers(
  pattern: string,
  ignoreCase: boolean,
  how: 'matches' | 'startsAt',
  found = samples,
): readonly string[] {
  const compiled = compilePattern(pattern, ignoreCase);
  if (compiled === undefined) return [];
  const texts = found(pattern);
  const upper = ignoreCase || pattern.startsWith('(?i') ? texts.slice(0, 1) : [];
  return [...texts.flatMap((it) => [it, `/${it}`]), ...upper.map((it) => it.toUpperCase())].filter(
    (it) => compiled[how](it),
  );
}

/** Whether a pattern takes something and no text was found that it takes. */
export function isBeyondSamples({ type, value, ignoreCase }: PathMatch | StringMatch): boolean {
  if (type !== 'regex' && type !== 'regex-start') return false;
  const valid = compilePattern(value, ignoreCase) !== undefined;
  const how = type === 'regex' ? 'matches' : 'startsAt';
  return valid && patternMembers(value, ignoreCase === true, how).length === 0;
}

/** One path of each cell. Where proxies differ in how they read paths, they are told apart by what each makes of them. */
export function pathCells(
  conditions: readonly PathMatch[],
  proxies: readonly Proxy[],
): readonly string[] {
  const written = conditions.flatMap((it) => pathMembers(it));
  const within = conditions.some((it) => it.type === 'regex' || it.type === 'regex-start')
    ? crossed(
        conditions,
        conditions.flatMap((it) => pathMembers(it, plainSamples)),
      )
    : [];
  const odd = proxies.length > 1 ? written.map((it) => `/${it}`) : [];
  const candidates = ['/', `/${UNNAMED}`, ...written, ...within, ...odd].filter(isSendable);
  const matchers = conditions.map(pathMatcher);
  return onePerCell(candidates, (path) =>
    proxies.flatMap((proxy) => {
      const seen = normalizePath(path, { proxy });
      return matchers.map((it) => it(seen));
    }),
  );
}

const isSendable = (path: string): boolean => path.startsWith('/') && !/[?#\s]/.test(path);

function pathMembers({ type, value, ignoreCase }: PathMatch, found = samples): readonly string[] {
  const written = ignoreCase === true ? [value, value.toUpperCase(), value.toLowerCase()] : [value];
  switch (type) {
    case 'exact':
      return written.flatMap((it) => [it, `${it}/`, `${it}x`]);
    case 'prefix':
    case 'segment-prefix':
      return written.flatMap((it) => {
        const bare = it.replace(/\/+$/, '');
        return [it, bare, `${bare}/`, `${bare}/x`, `${bare}x`];
      });
    case 'regex':
      return patternMembers(value, ignoreCase === true, 'matches', found).flatMap((it) => [
        it,
        `${it}/x`,
      ]);
    case 'regex-start':
      return patternMembers(value, ignoreCase === true, 'startsAt', found).flatMap((it) => [
        it,
        `${it}x`,
      ]);
  }
}

const MOST_CROSSED = 400;

/** Where a pattern takes part of what lies under a prefix: behind it, or with it for what the pattern leaves open. */
function crossed(conditions: readonly PathMatch[], written: readonly string[]): readonly string[] {
  const prefixes = conditions
    .filter((it) => it.type !== 'regex' && it.type !== 'regex-start')
    .map(({ value }) => value.replace(/\/+$/, ''));
  const behind = prefixes.flatMap((prefix) => written.map((it) => prefix + it));
  const instead = prefixes.flatMap((prefix) => {
    const depth = prefix.split('/').length;
    return written.map((it) => [prefix, ...it.split('/').slice(depth)].join('/'));
  });
  return [...behind.slice(0, MOST_CROSSED), ...new Set(instead)].slice(0, 2 * MOST_CROSSED);
}

function onePerCell(
  candidates: readonly string[],
  cellOf: (text: string) => readonly unknown[],
): readonly string[] {
  const byCell = new Map<string, string>();
  for (const text of new Set(candidates)) {
    const cell = cellOf(text).join();
    if (!byCell.has(cell)) byCell.set(cell, text);
  }
  return [...byCell.values()];
}
