/** Whether a host is an IP address, without brackets, and no name. */
export const isIp = (host: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(':');

/** An IP address, alone or with the length of a prefix. */
export const isIpRange = (value: string): boolean =>
  value.length <= LONGEST_RANGE &&
  /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)(\/\d{1,3})?$/i.test(value);

/** Longer ones are none, and take long to look at. */
const LONGEST_RANGE = 64;
