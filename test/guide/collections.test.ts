/** The guide of collections, section by section, on the command line. (Its Python is played word for word in test/interop.) */
import { describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Guide, tokens } from "./Guide.ts"

/** What people print of a collection: everything but when it was. */
const show = `sed -E '/last_updated|^ *"(_id|avatarUrl)"/d'`

describe("hf collections", () => {
  layer(Guide.layer, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
    it.scoped(
      "get and list",
      () =>
        Effect.gen(function* () {
          const { session } = yield* Guide
          const { play } = yield* session()
          yield* play(`
>>> hf repo create huggingface/OpenHermes -q
huggingface/OpenHermes
>>> hf collections create "Recent models" --namespace huggingface --description "Models I've recently quantized." -q | tee slug
huggingface/recent-models-ID
>>> hf collections add-item $(cat slug) huggingface/OpenHermes model -q
huggingface/recent-models-ID
>>> hf collections info $(cat slug) | ${show}
{
  "slug": "huggingface/recent-models-ID",
  "title": "Recent models",
  "owner": {
    "fullname": "huggingface",
    "name": "huggingface",
    "type": "org"
  },
  "items": [
    {
      "item_object_id": "ID",
      "item_id": "huggingface/OpenHermes",
      "item_type": "model",
      "position": 0
    }
  ],
  "position": 0,
  "private": false,
  "theme": "orange",
  "upvotes": 0,
  "description": "Models I've recently quantized."
}
>>> hf collections info $HF_ENDPOINT/collections/$(cat slug) --json | grep -o '^{"slug": "[^"]*"'
{"slug": "huggingface/recent-models-ID"
>>> hf collections info huggingface/recent-models
[exit 1]
>>> hf collections info huggingface/recent-models-$(printf '0%.0s' {1..24})
[exit 3]
>>> hf collections ls --owner huggingface -q
huggingface/recent-models-ID
>>> hf collections ls --item models/huggingface/OpenHermes --sort trending --limit 5 -q
huggingface/recent-models-ID
>>> hf collections ls --item https://huggingface.co/huggingface/OpenHermes -q
huggingface/recent-models-ID
>>> hf collections ls --owner bigcode
No results found.
>>> hf collections ls --item OpenHermes
[exit 1]
>>> hf collections ls --sort newest
[exit 2]
>>> hf collections ls --owner huggingface --sort last_modified --json | grep -o '^.{"slug": "[^"]*"'
[{"slug": "huggingface/recent-models-ID"
`)
        }),
      // Dozens of processes, one after the other.
      180_000
    )

    it.scoped(
      "create, change and delete",
      () =>
        Effect.gen(function* () {
          const { session } = yield* Guide
          const { play } = yield* session()
          yield* play(`
>>> hf collections create "ICCV 2023" --description "Portfolio of models, papers and demos I presented at ICCV 2023"
✓ Collection created
  slug: Wauplin/iccv-2023-ID
  url: https://huggingface.co/collections/Wauplin/iccv-2023-ID
>>> hf collections create "ICCV 2023"
[exit 5]
>>> hf collections create "ICCV 2023" --exists-ok -q | tee slug
Wauplin/iccv-2023-ID
>>> hf collections create "Not mine" --namespace bigcode
[exit 4]
>>> HF_TOKEN=${tokens.reader} hf collections create "Not with this token"
[exit 4]
>>> hf collections create ""
[exit 1]
>>> hf collections update $(cat slug) --title "ICCV Oct. 2023" --description "Portfolio" --private --theme pink
✓ Collection updated
  slug: Wauplin/iccv-oct-2023-ID
  url: https://huggingface.co/collections/Wauplin/iccv-oct-2023-ID
>>> hf collections info $(cat slug) | ${show}
{
  "slug": "Wauplin/iccv-oct-2023-ID",
  "title": "ICCV Oct. 2023",
  "owner": {
    "fullname": "Wauplin",
    "name": "Wauplin",
    "type": "user"
  },
  "items": [],
  "position": 0,
  "private": true,
  "theme": "pink",
  "upvotes": 0,
  "description": "Portfolio"
}
>>> HF_TOKEN=${tokens.guest} hf collections info $(cat slug)
[exit 3]
>>> hf collections update $(cat slug)
[exit 1]
>>> hf collections update $(cat slug) --theme mauve
[exit 1]
>>> hf collections update $(cat slug) --no-private -q
Wauplin/iccv-oct-2023-ID
>>> HF_TOKEN=${tokens.guest} hf collections update $(cat slug) --title Mine
[exit 4]
>>> HF_TOKEN=${tokens.guest} hf collections delete $(cat slug)
[exit 4]
>>> hf collections delete $(cat slug) --json
{"slug": "Wauplin/iccv-2023-ID"}
>>> hf collections delete $(cat slug)
[exit 3]
>>> hf collections delete $(cat slug) --missing-ok
✓ Collection deleted
  slug: Wauplin/iccv-2023-ID
`)
        }),
      // Dozens of processes, one after the other.
      180_000
    )

    it.scoped(
      "add items, say something of them, reorder and delete them",
      () =>
        Effect.gen(function* () {
          const { session } = yield* Guide
          const { play } = yield* session()
          const order = `hf collections info $(cat slug) --json | grep -oE '"item_id": "[^"]*", "item_type": "[a-z]*", "position": [0-9]+(, "note": "[^"]*")?'`
          yield* play(`
>>> for type in model space; do hf repo create wuerstchen --repo-type $type $([ $type = space ] && echo --space-sdk static) -q; done; hf repo create xtts --repo-type space --space-sdk static -q; hf repo create lmsys-chat-1m --repo-type dataset -q
Wauplin/wuerstchen
Wauplin/wuerstchen
Wauplin/xtts
Wauplin/lmsys-chat-1m
>>> hf collections create "OS Week Highlights - Sept 18 - 24" -q | tee slug
Wauplin/os-week-highlights-sept-18-24-ID
>>> hf collections add-item $(cat slug) Wauplin/xtts space
✓ Item added to collection
  slug: Wauplin/os-week-highlights-sept-18-24-ID
  url: https://huggingface.co/collections/Wauplin/os-week-highlights-sept-18-24-ID
>>> hf collections add-item $(cat slug) Wauplin/wuerstchen model --note "A new fast and efficient architecture" -q
Wauplin/os-week-highlights-sept-18-24-ID
>>> hf collections add-item $(cat slug) Wauplin/lmsys-chat-1m dataset -q
Wauplin/os-week-highlights-sept-18-24-ID
>>> hf collections add-item $(cat slug) Wauplin/wuerstchen space -q
Wauplin/os-week-highlights-sept-18-24-ID
>>> hf collections add-item $(cat slug) $HF_ENDPOINT/spaces/Wauplin/wuerstchen space
[exit 5]
>>> hf collections add-item $(cat slug) Wauplin/wuerstchen space 2>&1 | head -1
Error: Collection 'Wauplin/os-week-highlights-sept-18-24-ID' has the space 'Wauplin/wuerstchen' already.
>>> hf collections add-item $(cat slug) https://huggingface.co/spaces/Wauplin/wuerstchen model 2>&1 | head -1
Error: Invalid model id 'https://huggingface.co/spaces/Wauplin/wuerstchen': it is the address of a space, not of a model.
>>> hf collections add-item $(cat slug) Wauplin/wuerstchen space --exists-ok -q
Wauplin/os-week-highlights-sept-18-24-ID
>>> hf collections add-item $(cat slug) Wauplin/nothing model
[exit 3]
>>> hf collections add-item $(cat slug) Wauplin/wuerstchen gallery
[exit 2]
>>> hf collections add-item $(cat slug) 2311.12983 paper --note "$(printf 'x%.0s' $(seq 501))"
[exit 1]
>>> HF_TOKEN=${tokens.guest} hf collections add-item $(cat slug) 2311.12983 paper
[exit 4]
>>> hf collections info $(cat slug) --json | grep -oE '"item_object_id": "[0-9a-f]*' | cut -d'"' -f4 >ids; wc -l <ids
4
>>> hf collections update-item $(cat slug) $(sed -n 3p ids) --note "One million real-world conversations"
✓ Item updated in collection
  slug: Wauplin/os-week-highlights-sept-18-24-ID
>>> hf collections update-item $(cat slug) $(sed -n 4p ids) --position 2 -q
Wauplin/os-week-highlights-sept-18-24-ID
>>> ${order}
"item_id": "Wauplin/xtts", "item_type": "space", "position": 0
"item_id": "Wauplin/wuerstchen", "item_type": "model", "position": 1, "note": "A new fast and efficient architecture"
"item_id": "Wauplin/wuerstchen", "item_type": "space", "position": 2
"item_id": "Wauplin/lmsys-chat-1m", "item_type": "dataset", "position": 3, "note": "One million real-world conversations"
>>> hf collections update-item $(cat slug) Wauplin/xtts --note x
[exit 1]
>>> hf collections update-item $(cat slug) $(sed -n 3p ids)
[exit 1]
>>> hf collections delete-item $(cat slug) $(sed -n 1p ids)
✓ Item deleted from collection
  slug: Wauplin/os-week-highlights-sept-18-24-ID
>>> hf collections delete-item $(cat slug) $(sed -n 1p ids)
[exit 3]
>>> hf collections delete-item $(cat slug) $(sed -n 1p ids) --missing-ok -q
Wauplin/os-week-highlights-sept-18-24-ID
>>> hf collections update-item $(cat slug) $(sed -n 2p ids) --note "" -q
Wauplin/os-week-highlights-sept-18-24-ID
>>> ${order}
"item_id": "Wauplin/wuerstchen", "item_type": "model", "position": 0
"item_id": "Wauplin/wuerstchen", "item_type": "space", "position": 1
"item_id": "Wauplin/lmsys-chat-1m", "item_type": "dataset", "position": 2, "note": "One million real-world conversations"
>>> hf collections delete $(cat slug) -q
Wauplin/os-week-highlights-sept-18-24-ID
`)
        }),
      // Dozens of processes, one after the other.
      180_000
    )

    it.scoped(
      "as a file, and as a download",
      () =>
        Effect.gen(function* () {
          const { session } = yield* Guide
          const { play } = yield* session()
          yield* play(`
>>> echo a >a.txt; hf upload Wauplin/one a.txt -q; hf upload Wauplin/two a.txt --repo-type dataset -q
https://huggingface.co/Wauplin/one/blob/main/a.txt
https://huggingface.co/datasets/Wauplin/two/blob/main/a.txt
>>> printf 'title: Reading list\\nitems:\\n  - model: Wauplin/one\\n  - paper: 2311.12980\\n    note: Yes\\n' >list.yaml
>>> hf collections apply list.yaml --dry-run
create  collection         "Reading list"
add     model Wauplin/one
add     paper 2311.12980   Yes
>>> hf collections apply list.yaml
create  collection         "Reading list"
add     model Wauplin/one
add     paper 2311.12980   Yes
✓ Collection applied
  slug: Wauplin/reading-list-ID
  url: https://huggingface.co/collections/Wauplin/reading-list-ID
  steps: 3
>>> hf collections apply list.yaml
Nothing to do: the collection is as the file says.
>>> hf collections create "Reading list" --exists-ok -q >slug; hf collections export $(cat slug) | tee list.yaml
slug: Wauplin/reading-list-ID
title: Reading list
description: ""
private: false
theme: orange
items:
  - model: Wauplin/one
  - paper: "2311.12980"
    note: Yes
>>> sed -i -e 's/^theme: .*/theme: green/' -e '/model:/d' list.yaml; printf '  - dataset: Wauplin/two\\n' >>list.yaml; hf collections apply list.yaml --dry-run --json
[{"step": "set", "item": "collection", "detail": "theme \\"green\\""}, {"step": "add", "item": "dataset Wauplin/two", "detail": ""}, {"step": "remove", "item": "model Wauplin/one", "detail": ""}]
>>> hf collections apply - <list.yaml -q
Wauplin/reading-list-ID
>>> printf "slug: $HF_ENDPOINT/collections/$(cat slug)\\ntheme: blue\\n" | hf collections apply -
set  collection  theme "blue"
✓ Collection applied
  slug: Wauplin/reading-list-ID
  url: https://huggingface.co/collections/Wauplin/reading-list-ID
  steps: 1
>>> hf collections update $(cat slug) --theme rouge 2>&1 | head -1
Error: Invalid theme 'rouge': it must be one of orange, blue, green, purple, pink, indigo.
>>> printf 'title: Reading list\\nitems:\\n  - modle: Wauplin/one\\n' | hf collections apply -
[exit 1]
>>> hf collections apply none.yaml
[exit 8]
>>> hf collections add-item $(cat slug) Wauplin/one model -q
Wauplin/reading-list-ID
>>> hf download $(cat slug) --local-dir here --json
[{"item_type": "dataset", "item_id": "Wauplin/two", "path": "here/datasets/Wauplin/two"}, {"item_type": "model", "item_id": "Wauplin/one", "path": "here/Wauplin/one"}]
>>> find here -name a.txt | sort
here/Wauplin/one/a.txt
here/datasets/Wauplin/two/a.txt
>>> hf download $HF_ENDPOINT/collections/$(cat slug) --include a.txt 2>&1 >paths -q; cat paths | sed 's#.*/hub/##'
Warning: Left out: paper 2311.12980 (no files to download).
datasets--Wauplin--two/snapshots/COMMIT
models--Wauplin--one/snapshots/COMMIT
>>> hf collections download $(cat slug) --local-dir there --include a.txt --json
[{"item_type": "dataset", "item_id": "Wauplin/two", "path": "there/datasets/Wauplin/two"}, {"item_type": "model", "item_id": "Wauplin/one", "path": "there/Wauplin/one"}]
>>> find there -name a.txt | sort
there/Wauplin/one/a.txt
there/datasets/Wauplin/two/a.txt
>>> hf collections download $HF_ENDPOINT/collections/$(cat slug) --dry-run --include a.txt
ID                   FILE  SIZE
-------------------- ----- ----
datasets/Wauplin/two a.txt    -
Wauplin/one          a.txt    -
>>> hf collections download Wauplin/one
[exit 1]
>>> hf collections download $(cat slug) --local-dir there --cache-dir there
[exit 1]
>>> hf collections download Wauplin/reading-list-$(printf '0%.0s' {1..24})
[exit 3]
>>> hf download collections/$(cat slug) --dry-run --include a.txt
ID                   FILE  SIZE
-------------------- ----- ----
datasets/Wauplin/two a.txt    -
Wauplin/one          a.txt    -
>>> hf download collections/$(cat slug) --revision main
[exit 1]
>>> for words in a.txt "--revision main" "--repo-type dataset"; do hf download $(cat slug) $words 2>&1 | grep -o 'Error.*' || true; done
Error: Invalid collection 'Wauplin/reading-list-ID': a collection is downloaded as a whole: leave file names out.
Error: Invalid collection 'Wauplin/reading-list-ID': a collection is downloaded as a whole: leave --revision out.
Error: Invalid collection 'Wauplin/reading-list-ID': a collection is downloaded as a whole: leave --repo-type out.
>>> hf download Wauplin/reading-list-$(printf '0%.0s' {1..24}) a.txt
[exit 3]
>>> hf download Wauplin/reading-list-$(printf '0%.0s' {1..24})
[exit 3]
>>> hf collections create Other -q > other; hf collections add-item $(cat other) $HF_ENDPOINT/collections/$(cat slug) collection -q
Wauplin/other-ID
>>> hf collections delete $(cat slug) -q
Wauplin/reading-list-ID
`)
        }),
      // Dozens of processes, one after the other.
      180_000
    )
  })
})
