/** By how much a byte of JSON outside of a string changes the depth. */
export const DEPTH_STEPS = new Int8Array(256);
for (const it of '[{') DEPTH_STEPS[it.charCodeAt(0)] = 1;
for (const it of ']}') DEPTH_STEPS[it.charCodeAt(0)] = -1;
