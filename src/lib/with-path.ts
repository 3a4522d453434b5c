/** RFC 9110, 4.2.3: a URL without a path means the same as one with the path `/`. */
export const withPath = (url: string): string => url.replace(/^(\w+:\/\/[^/?#]+)(?=$|[?#])/, '$1/');
