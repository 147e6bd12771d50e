/** `POST /api/validate-yaml`: always a JSON object, since Python parses it before it looks at the status (Hub API). */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Call } from "./Call.ts"
import * as Http from "./Http.ts"

const Request = Schema.Struct({ content: Schema.String, repoType: Schema.optional(Schema.String) })

/** With its YAML parser, which a Hub that starts need not wait for. */
const frontMatter = Effect.promise(() => import("./FrontMatter.ts"))

export const validate = Effect.fnUntraced(function* (call: Call) {
  const { content } = yield* Http.body(call.request, Request)
  const { errors, warnings } = (yield* frontMatter).check(content)
  const say = (message: string) => ({ message })
  return Http.json({ errors: errors.map(say), warnings: warnings.map(say) }, {}, errors.length === 0 ? 200 : 400)
})
