/**
 * Text of characters that are one column wide, each by itself, and join with none beside them: ASCII, Latin letters and
 * what screens are drawn with. Nearly all that is shown; for the rest Unicode has to be asked, which takes a while to
 * load.
 */
export const NARROW =
  /^[\x20-\x7E\xA1-\xA8\xAA-\xAC\xAF-\xFF\u2010-\u2027\u203A\u2190-\u2193\u21B5\u2500-\u25A9\u25B2-\u25B5\u25B8\u25B9\u25BE\u25CB\u25CF\u25D0\u2713\u2716\u276F]*$/;
