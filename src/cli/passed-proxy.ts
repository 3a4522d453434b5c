import { isTls, type Request } from '../model/trace.ts';
import type { Io } from './io.ts';

/** The variable by which curl and others would take a proxy for the request: a look past it may see something else. */
export function passedProxy(
  { scheme, host, address }: Request,
  env: Io['env'],
): string | undefined {
  const own = isTls(scheme) ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy'];
  const name = [...own, 'all_proxy', 'ALL_PROXY'].find((it) => (env[it] ?? '') !== '');
  const target = (address ?? host).toLowerCase();
  const isExempt = (env['no_proxy'] ?? env['NO_PROXY'] ?? '')
    .split(',')
    .map((it) =>
      it
        .trim()
        .toLowerCase()
        .replace(/^\*?\./, ''),
    )
    .some((it) => it === '*' || (it !== '' && (target === it || target.endsWith(`.${it}`))));
  return isExempt ? undefined : name;
}
