/** The folder that goes back and forth: nested, oddly named, empty, many and large. */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as RandomFiles from "../support/RandomFiles.ts"
import * as Trees from "../support/Trees.ts"

const small = Object.fromEntries(
  Array.from({ length: 60 }, (_, index) => [`many/${index % 5}/file-${index}.txt`, `number ${index}\n`])
)

/** A name that no URL holds as it is. */
export const toBeEncoded = "names/100% #1?.txt"

/** Writes it below `root`; answers what a download of it must look like. */
export const write = (root: string): Effect.Effect<Trees.Tree> =>
  Effect.gen(function* () {
    yield* Trees.write(root, {
      "README.md": "---\nlicense: mit\n---\n# Sample\n",
      "config.json": '{"hidden": 12}\n',
      "empty.txt": "",
      "a/deep/er/path/nested.json": "[]\n",
      "names/with space & ä é 漢字 😀.txt": "unicode\n",
      [toBeEncoded]: "to be encoded\n",
      "names/plus+and~tilde.txt": "more to encode\n",
      "windows.txt": "one\r\ntwo\r\n",
      ...small
    })
    yield* RandomFiles.write(join(root, "weights/model.safetensors"), 30 * 1024 * 1024, "interop/model")
    yield* RandomFiles.write(join(root, "weights/empty.bin"), 0, "interop/empty")
    return yield* Trees.read(root)
  })

/** A download's tree without what the Hub itself adds to a new repo. */
export const without = (tree: Trees.Tree, path = ".gitattributes"): Trees.Tree =>
  Object.fromEntries(Object.entries(tree).filter(([name]) => name !== path))
