/**
 * What a terminal would obey or not show stands as an escape that JSON and quoted YAML both know, so that the true value
 * is there and harms nobody. `JSON.stringify` escapes C0 and lone surrogates itself.
 */
export const escapeUnseen = (json: string): string => json.replace(UNSEEN, escaped);

const UNSEEN =
  /[\u007f-\u009f\p{Cf}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

const escaped = (character: string): string =>
  character
    .split('')
    .map((it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
