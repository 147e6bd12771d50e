/** Python's `round`: ties go to the even neighbour, so that texts agree with those of the Python client. */

/** To a whole number: 0.5 → 0, 1.5 → 2, 2.5 → 2. */
export const round = (value: number): number => {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest === 0.5) return floor % 2 === 0 ? floor : floor + 1
  return rest < 0.5 ? floor : floor + 1
}

/** To one decimal, as text. Exact binary ties can only end in .25 (down) or .75 (up); `toFixed` gets the first one wrong. */
export const fixed1 = (value: number): string => {
  const size = Math.abs(value)
  const text = size % 1 === 0.25 ? `${Math.trunc(size)}.2` : size.toFixed(1)
  return value < 0 ? `-${text}` : text
}
