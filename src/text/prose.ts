/**
 * Prose as it is written in the code, a line a paragraph, so that whoever shows it breaks it where there is room. What is
 * indented, listed or a table stays as it is.
 */
export function paragraphLines(text: string): readonly string[] {
  const lines: string[] = [];
  for (const line of text.replaceAll(EMPHASIS, '$1').split('\n')) {
    const last = lines.at(-1);
    if (last !== undefined && isProse(last) && isProse(line))
      lines.splice(-1, 1, `${last} ${line}`);
    else lines.push(line);
  }
  return lines;
}

/** What Markdown makes bold; a terminal would show the signs. */
const EMPHASIS = /\*\*(\S[^*]*)\*\*/g;

const isProse = (line: string): boolean => /^(?!- |\d+\. )[^\s|]/.test(line);
