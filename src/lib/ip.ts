/** Whether a host is an IP address, without brackets, and no name. */
export const isIp = (host: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(':');

/** An IP address, alone or with the length of a prefix. */
export const isIpRange = (value: string): boolean =>
  /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)(\/\d{1,3})?$/i.test(value);
