/**
 * What the keyboard says. Keys have the names of Emacs: `C-a`, `M-f`, `S-Tab`, `C-left`; typed text comes in runs, a paste as a
 * whole with its newlines.
 */
export type Key =
  | { readonly _tag: "text"; readonly text: string }
  | { readonly _tag: "paste"; readonly text: string }
  | { readonly _tag: "key"; readonly name: string }

export const key = (name: string): Key => ({ _tag: "key", name })
export const text = (text: string): Key => ({ _tag: "text", text })
export const paste = (text: string): Key => ({ _tag: "paste", text })
