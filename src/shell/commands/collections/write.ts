/** `hf collections create`, `update` and `delete`. */
import * as Effect from "effect/Effect"
import { Hub } from "../../../services/Hub.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import * as arg from "../../spec/arg.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as params from "../params.ts"
import { slugArg, slugOf } from "./slug.ts"

export const createCommand = leaf(
  {
    name: "create",
    help: "Create a collection.",
    params: {
      title: arg.one("TITLE", { help: "What it is called." }),
      namespace: opt.text(["--namespace"], { help: "User or organization; left out: you." }),
      description: opt.text(["--description"], { help: "What it is about, in 150 characters at most." }),
      private: opt.toggle(["--private"], false, { help: "Show it to nobody else." }),
      existsOk: opt.toggle(["--exists-ok"], false, { help: "Be content with one of that title." }),
      token: params.token
    },
    examples: [
      'hf collections create "My Models"',
      'hf collections create "Org Collection" --namespace my-org --description "What we made" --private'
    ]
  },
  ({ token, ...collection }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const made = yield* withHub(
        token,
        Effect.flatMap(Hub, ({ collections }) => collections.create(collection))
      )
      yield* output.result("", "Collection created", [
        ["slug", made.slug],
        ["url", made.url]
      ])
    })
)

export const updateCommand = leaf(
  {
    name: "update",
    help: "Change what a collection is called, who sees it, and where it stands.\n\nA new title changes the slug; the old one still leads to the collection.",
    params: {
      slug: slugArg,
      title: opt.text(["--title"], { help: "What it is called from now on." }),
      description: opt.text(["--description"], { help: "What it is about, in 150 characters at most." }),
      position: opt.int(["--position"], { help: "Its place among its owner's, from 0." }),
      private: opt.tristate(["--private"], { help: "Show it to nobody else, or to everybody again." }),
      theme: opt.text(["--theme"], { help: "Its colour: orange, blue, green, purple, pink or indigo." }),
      token: params.token
    },
    examples: ['hf collections update SLUG --title "New Title"', "hf collections update SLUG --private --theme green"]
  },
  ({ slug: text, token, ...change }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const slug = yield* slugOf(text)
      const changed = yield* withHub(
        token,
        Effect.flatMap(Hub, ({ collections }) => collections.update(slug, change))
      )
      yield* output.result("", "Collection updated", [
        ["slug", changed.slug],
        ["url", changed.url]
      ])
    })
)

export const deleteCommand = leaf(
  {
    name: "delete",
    help: "Delete a collection for good. What is in it stays on the Hub.",
    params: {
      slug: slugArg,
      missingOk: opt.toggle(["--missing-ok"], false, { help: "Be content when there is none." }),
      token: params.token
    },
    examples: ["hf collections delete username/useless-collection-64f9a55bb3115b4f513ec026 --missing-ok"]
  },
  (config) =>
    Effect.gen(function* () {
      const output = yield* Output
      const slug = yield* slugOf(config.slug)
      yield* withHub(
        config.token,
        Effect.flatMap(Hub, ({ collections }) => collections.delete(slug, { missingOk: config.missingOk }))
      )
      yield* output.result("", "Collection deleted", [["slug", slug]])
    })
)
