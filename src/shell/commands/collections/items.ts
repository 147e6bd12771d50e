/** `hf collections add-item`, `update-item` and `delete-item`. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { type ItemType, isItemType, itemTypes } from "../../../domain/CollectionItem.ts"
import { InvalidInput } from "../../../domain/errors.ts"
import * as ItemAddress from "../../../domain/ItemAddress.ts"
import { Hub } from "../../../services/Hub.ts"
import { Output } from "../../../services/Output.ts"
import { Settings } from "../../../services/Settings.ts"
import { withHub } from "../../Access.ts"
import { Misuse } from "../../Misuse.ts"
import * as arg from "../../spec/arg.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as params from "../params.ts"
import { slugArg, slugOf } from "./slug.ts"

const note = opt.text(["--note"], { help: "What to say of it, in 500 characters at most." })
const itemArg = arg.one("ITEM_OBJECT_ID", {
  help: "The item's own id: `item_object_id` of `hf collections info`.",
  completes: "collectionItem"
})

const typeOf = (word: string) =>
  isItemType(word)
    ? Effect.succeed(word)
    : new Misuse({
        reason: `Invalid value for 'ITEM_TYPE': '${word}' is not one of ${itemTypes.map((each) => `'${each}'`).join(", ")}.`
      })

const idOf = (type: ItemType, text: string) =>
  Effect.flatMap(Settings, ({ endpoint }) =>
    Either.mapLeft(
      ItemAddress.idOf(type, text, endpoint),
      (reason) => new InvalidInput({ what: `${type} id`, value: text, reason })
    )
  )

export const addCommand = leaf(
  {
    name: "add-item",
    help: "Put a model, dataset, Space, paper, another collection or a bucket into a collection, at its end.",
    params: {
      slug: slugArg,
      itemId: arg.one("ITEM_ID", {
        help: "Id of a repository or bucket, of a paper (arXiv), slug of a collection; the address of its page will do."
      }),
      itemType: arg.one("ITEM_TYPE", { help: `One of ${itemTypes.join(", ")}.` }),
      note,
      existsOk: opt.toggle(["--exists-ok"], false, { help: "Be content when it is in there already." }),
      token: params.token
    },
    examples: [
      "hf collections add-item SLUG moonshotai/kimi-k2 model",
      'hf collections add-item SLUG lmsys/lmsys-chat-1m dataset --note "A million conversations"',
      "hf collections add-item SLUG 2311.12983 paper",
      "hf collections add-item SLUG https://arxiv.org/abs/2311.12983 paper"
    ]
  },
  (config) =>
    Effect.gen(function* () {
      const output = yield* Output
      const type = yield* typeOf(config.itemType)
      const slug = yield* slugOf(config.slug)
      const { existsOk, itemId, note } = config
      const id = yield* idOf(type, itemId)
      const collection = yield* withHub(
        config.token,
        Effect.flatMap(Hub, ({ collections }) => collections.addItem(slug, { type, id }, { note, existsOk }))
      )
      yield* output.result("", "Item added to collection", [
        ["slug", slug],
        ["url", collection.url]
      ])
    })
)

export const updateCommand = leaf(
  {
    name: "update-item",
    help: "Change the note of an item, or its place in the collection.",
    params: {
      slug: slugArg,
      item: itemArg,
      note,
      position: opt.int(["--position"], { help: "Its place, from 0; the others move up." }),
      token: params.token
    },
    examples: [
      'hf collections update-item SLUG ITEM_OBJECT_ID --note "Updated note"',
      "hf collections update-item SLUG ITEM_OBJECT_ID --position 0"
    ]
  },
  ({ item, note, position, slug: text, token }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const slug = yield* slugOf(text)
      yield* withHub(
        token,
        Effect.flatMap(Hub, ({ collections }) => collections.updateItem(slug, item, { note, position }))
      )
      yield* output.result("", "Item updated in collection", [["slug", slug]])
    })
)

export const deleteCommand = leaf(
  {
    name: "delete-item",
    help: "Take an item out of a collection. It stays on the Hub.",
    params: {
      slug: slugArg,
      item: itemArg,
      missingOk: opt.toggle(["--missing-ok"], false, { help: "Be content when it is not in there." }),
      token: params.token
    },
    examples: ["hf collections delete-item SLUG ITEM_OBJECT_ID"]
  },
  ({ item, missingOk, slug: text, token }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const slug = yield* slugOf(text)
      yield* withHub(
        token,
        Effect.flatMap(Hub, ({ collections }) => collections.deleteItem(slug, item, { missingOk }))
      )
      yield* output.result("", "Item deleted from collection", [["slug", slug]])
    })
)
