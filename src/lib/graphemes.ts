import { once } from './once.ts';

/** Takes text apart into what people see as characters. Made late: that takes longer than most of a start. */
export const graphemes = once(() => new Intl.Segmenter('en', { granularity: 'grapheme' }));
