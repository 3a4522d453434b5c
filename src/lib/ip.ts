/** Whether a host is an IP address, without brackets, and no name. */
export const isIp = (host: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(':');
