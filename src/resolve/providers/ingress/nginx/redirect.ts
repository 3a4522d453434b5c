import type { Annotations } from '../annotations.ts';
import type { NginxRedirect, Settings } from './settings.ts';

/** `temporal-redirect` before `permanent-redirect`, each with its code (I12); `from-to-www-redirect`. */
export function redirectSettings(annotations: Annotations): Settings {
  const redirect = temporal(annotations) ?? permanent(annotations);
  return {
    ...(annotations.flag('from-to-www-redirect') === true && { fromToWww: true }),
    ...(redirect !== undefined && { redirect }),
    ...(annotations.flag('relative-redirects') === true && {
      facts: [{ name: 'relative-redirects', value: 'true' }],
    }),
  };
}

function temporal(annotations: Annotations): NginxRedirect | undefined {
  const url = annotations.text('temporal-redirect');
  if (url === undefined || !/^https?/i.test(url)) return undefined;
  return { url, status: codeOf(annotations.integer('temporal-redirect-code'), 307, 302) };
}

function permanent(annotations: Annotations): NginxRedirect | undefined {
  const url = annotations.text('permanent-redirect');
  if (url === undefined) return undefined;
  return { url, status: codeOf(annotations.integer('permanent-redirect-code'), 308, 301) };
}

const codeOf = (code: number | undefined, last: number, fallback: number): number =>
  code === undefined || code < 300 || code > last ? fallback : code;
