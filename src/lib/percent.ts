/** A share of 0 to 1 as `10 %`. What is not nothing is never shown as nothing, nor what is not all as all. */
export function percent(share: number): string {
  const hundredths = share * 100;
  const whole = Math.round(hundredths);
  if (Math.abs(hundredths - whole) < 0.05 && (whole !== 0 || share === 0) && !isAlmostAll(share))
    return `${whole} %`;
  if (hundredths < 0.1) return '<0.1 %';
  if (hundredths > 99.9 && share < 1) return '>99.9 %';
  return `${hundredths.toFixed(1)} %`;
}

const ROUNDING = 1e-9;
const isAlmostAll = (share: number): boolean => share < 1 - ROUNDING && share > 0.9995;
