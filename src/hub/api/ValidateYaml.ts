/** `POST /api/validate-yaml`: always a JSON object, since Python parses it before it looks at the status (Hub API). */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Call } from "./Call.ts"
import * as Http from "./Http.ts"

const Request = Schema.Struct({ content: Schema.String, repoType: Schema.optional(Schema.String) })

const frontMatter = /^---[ \t]*\r?\n(?:([\s\S]*?)\r?\n)?---[ \t]*(?:\r?\n|$)/

const findings = (
  content: string
): { readonly errors: ReadonlyArray<string>; readonly warnings: ReadonlyArray<string> } => {
  if (!/^---[ \t]*\r?\n/.test(content)) return { errors: [], warnings: ["empty or missing yaml metadata in repo card"] }
  const match = frontMatter.exec(content)
  if (match === null) return { errors: ["The metadata block is not closed: a line with --- is missing"], warnings: [] }
  const yaml = match[1] ?? ""
  if (yaml.trim() === "") return { errors: [], warnings: ["empty or missing yaml metadata in repo card"] }
  // Keys whose type the Hub insists on, as far as one line shows it.
  const errors: Array<string> = []
  if (/^model-index:[ \t]*[^\s#[]/m.test(yaml)) errors.push(`"model-index" must be an array`)
  if (/^license:[ \t]*(?:[{]|-?\d+[ \t]*$|true[ \t]*$|false[ \t]*$)/m.test(yaml))
    errors.push(`"license" must be a string`)
  if (/^\t+\S/m.test(yaml)) errors.push("Tabs must not be used for indentation")
  return { errors, warnings: [] }
}

export const validate = Effect.fnUntraced(function* (call: Call) {
  const { content } = yield* Http.body(call.request, Request)
  const { errors, warnings } = findings(content)
  const say = (message: string) => ({ message })
  return Http.json({ errors: errors.map(say), warnings: warnings.map(say) }, {}, errors.length === 0 ? 200 : 400)
})
