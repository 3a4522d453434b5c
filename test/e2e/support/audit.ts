import { readFile } from 'node:fs/promises';

export interface AuditEvent {
  readonly verb: string;
  readonly requestURI: string;
  readonly user: { readonly username: string };
}

/** What meshpath asked the API server for, so far. The log begins with the first request. */
export async function auditEvents(auditLog: string): Promise<readonly AuditEvent[]> {
  const lines = (await readFile(auditLog, 'utf8').catch(() => ''))
    .split('\n')
    .filter((it) => it !== '');
  return lines.map((it) => JSON.parse(it) as AuditEvent);
}

export const isRead = ({ verb }: AuditEvent): boolean => ['get', 'list', 'watch'].includes(verb);
