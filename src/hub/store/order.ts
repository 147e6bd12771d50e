/** Things in a row, numbered from 0. Pure. */

export interface Placed {
  readonly id: string
  readonly position: number
}

/** The ids with `id` taken out and put in again so that it stands at `position`, or last when there are fewer. */
export const moved = (all: ReadonlyArray<Placed>, id: string, position: number): ReadonlyArray<string> => {
  const others = all.flatMap((each) => (each.id === id ? [] : [each.id]))
  return [...others.slice(0, position), id, ...others.slice(position)]
}

/** Those whose number is not their place in `order`, with the right one. */
export const renumbered = (all: ReadonlyArray<Placed>, order: ReadonlyArray<string>): ReadonlyArray<Placed> => {
  const before = new Map(all.map(({ id, position }) => [id, position]))
  return order.flatMap((id, position) => (before.get(id) === position ? [] : [{ id, position }]))
}
