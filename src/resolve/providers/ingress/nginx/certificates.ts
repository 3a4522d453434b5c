import type { Reader } from '../../../../inventory/reader.ts';
import type { InsteadOfSecret } from '../../../../model/health.ts';
import { hostOf } from '../backends.ts';
import type { Controller } from '../controllers.ts';
import type { IngressTls, SecretReading } from '../entry-points.ts';
import type { Configured, NginxServer } from './servers.ts';

/** Which Secrets of an Ingress are shown, and what is where one is missing (I9; controller.go, createServers). */
export function certificatesOf(
  { ingress, settings }: Configured,
  servers: readonly NginxServer[],
  instead: InsteadOfSecret,
): SecretReading {
  const hosts = ingress.spec.rules.map((it) => hostOf(it.host)).filter((it) => it !== '*');
  const decided = new Set(
    servers.filter((it) => it.certificateOf === ingress).map(({ host }) => host),
  );
  const decides = (tls: IngressTls): ReturnType<NonNullable<SecretReading['decides']>> => {
    if (settings.canary !== undefined) return 'another';
    // The server for any host has the default certificate, whatever an Ingress says.
    if (hosts.length === 0) return 'default-certificate';
    const listed = tls.hosts.map((it) => it.toLowerCase()).filter((it) => hosts.includes(it));
    // A Secret that no host of the rules is listed with may name them: what it holds is not read.
    const wanted = listed.length === 0 ? hosts : listed;
    return wanted.some((it) => decided.has(it)) ? 'yes' : 'another';
  };
  return { reads: true, instead, decides };
}

/** `--default-ssl-certificate`, else what the controller signs itself. */
export function defaultCertificate(
  { arg, knowsArgs }: Controller,
  objects: Reader<'Secret'>,
): InsteadOfSecret {
  const given = arg('default-ssl-certificate') ?? '';
  if (given === '') return knowsArgs ? 'own-certificate' : 'default-certificate';
  const [namespace = '', name = ''] = given.split('/');
  return objects.get('Secret', namespace, name).type === 'absent'
    ? 'own-certificate'
    : 'default-certificate';
}
