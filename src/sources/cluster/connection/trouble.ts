import { UserError } from '../../../lib/user-error.ts';
import type { ChosenContext } from '../kubeconfig/kubeconfig.ts';
import { withoutCredentials } from '../kubeconfig/kubeconfig.ts';
import { ApiError, BadAnswer, connectionErrorOf } from './failure.ts';

/** A clock that is further off than this makes tokens and certificates fail. */
const CLOCK_OFF = 300_000;

/** What went wrong, in few words, for the state of a resource. */
export function wordsOf(error: unknown): string {
  if (error instanceof ApiError || error instanceof BadAnswer || error instanceof UserError)
    return error.message;
  const { code, message } = connectionErrorOf(error);
  return CODES[code]?.words ?? message;
}

/** What went wrong, where, and what to do, for a person who wants to see a cluster. */
export function userErrorOf(error: unknown, context: ChosenContext, now: number): UserError {
  if (error instanceof UserError) return error;
  const server = withoutCredentials(context.cluster.server);
  const where = `context ${JSON.stringify(context.name)} of ${context.from}`;
  if (error instanceof ApiError) return refused(error, server, where, now);
  if (error instanceof BadAnswer)
    return new UserError(
      `${server} is no API server: ${error.message}. Check the server of ${where}.`,
      3,
    );
  const { code, message } = connectionErrorOf(error);
  const known = CODES[code] ?? TLS.find((it) => it.is.test(`${code} ${message}`));
  return known === undefined
    ? new UserError(
        `${server} cannot be reached: ${message} (${code}). Check the server of ${where}.`,
        3,
      )
    : new UserError(`${server}: ${known.words}. ${known.advice(where, message)}`, 3);
}

function refused(error: ApiError, server: string, where: string, now: number): UserError {
  const off =
    error.serverTime !== undefined && Math.abs(error.serverTime - now) > CLOCK_OFF
      ? ` This machine's clock is ${Math.round(Math.abs(error.serverTime - now) / 60_000)} minutes off the server's.`
      : '';
  switch (error.status) {
    case 401:
      return new UserError(
        `${server} does not take the credentials (401): they have expired or are wrong. Log in again, or mend the user of ${where}.${off}`,
        3,
      );
    case 403:
      return new UserError(
        `${server} refuses (403): ${error.message}. Ask for read access, or choose another context with --context.`,
        3,
      );
    case 404:
      return new UserError(
        `${server} has no Kubernetes API at this path (404). Check the server of ${where}.`,
        3,
      );
    default:
      return new UserError(
        `${server} answers with status ${error.status}: ${error.message}. Try again.${off}`,
        3,
      );
  }
}

interface Trouble {
  readonly words: string;
  advice(where: string, message: string): string;
}

const checkAddress = (where: string): string =>
  `Is the API server running, and is this its address? It stands in ${where}.`;
const checkNetwork = (where: string): string =>
  `Check the network and VPN, and the server of ${where}.`;
const checkCa = (where: string): string =>
  `Set certificate-authority or certificate-authority-data of the cluster in ${where}.`;
const checkClock = (where: string): string =>
  `Renew it, or set the clock of this machine; it is the server of ${where}.`;

const unreachable: Trouble = { words: 'it cannot be reached', advice: checkNetwork };
const tooSlow: Trouble = { words: 'it does not answer', advice: checkNetwork };
const brokenOff: Trouble = { words: 'the connection broke off', advice: checkAddress };
const notTrusted: Trouble = {
  words: 'its certificate is not signed by an authority that is trusted here',
  advice: checkCa,
};

/** By Node's codes, and ours. */
const CODES: Readonly<Record<string, Trouble>> = {
  ECONNREFUSED: { words: 'it refuses connections', advice: checkAddress },
  ENOTFOUND: { words: 'its name does not resolve', advice: checkNetwork },
  EAI_AGAIN: { words: 'its name cannot be resolved just now', advice: checkNetwork },
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ETIMEDOUT: tooSlow,
  UND_ERR_CONNECT_TIMEOUT: tooSlow,
  SILENT: tooSlow,
  ECONNRESET: brokenOff,
  EPIPE: brokenOff,
  UND_ERR_SOCKET: brokenOff,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: notTrusted,
  UNABLE_TO_GET_ISSUER_CERT: notTrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: notTrusted,
  SELF_SIGNED_CERT_IN_CHAIN: notTrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: notTrusted,
  CERT_SIGNATURE_FAILURE: notTrusted,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    words: 'its certificate is for another name',
    advice: (where, message) =>
      `${message.replace(/\.$/, '')}. Set tls-server-name of the cluster in ${where} to a name that it has.`,
  },
  CERT_HAS_EXPIRED: { words: 'its certificate has expired', advice: checkClock },
  CERT_NOT_YET_VALID: { words: 'its certificate is not valid yet', advice: checkClock },
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: {
    words: 'client-certificate and client-key do not belong together',
    advice: (where) => `Mend the user of ${where}.`,
  },
  PROXY: {
    words: 'its proxy does not let through',
    advice: (where, message) =>
      `It says: ${message}. Check proxy-url of ${where}, or HTTPS_PROXY and NO_PROXY.`,
  },
};

/** What OpenSSL says in words of its own. */
const TLS: readonly (Trouble & { readonly is: RegExp })[] = [
  {
    is: /wrong version number|packet length too long|HPE_|http request/i,
    words: 'it does not speak the protocol of its URL',
    advice: (where) => `Is it http and not https, or the other way round? It stands in ${where}.`,
  },
  {
    is: /alert.*(certificate|unknown ca)|alert number (42|43|44|45|46|48|116)/i,
    words: 'it does not take the client certificate',
    advice: (where) => `It may have expired: renew it, or mend the user of ${where}.`,
  },
  {
    is: /PEM|ASN1|DECODER|key too small|ca md too weak/i,
    words: 'a certificate or key of the kubeconfig cannot be used',
    advice: (where, message) => `OpenSSL says: ${message}. Mend ${where}.`,
  },
];
