/** `--custom-image` and what belongs to it. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as ShellWords from "../../../domain/ShellWords.ts"
import type { Image } from "../../../domain/wire/Endpoints.ts"
import { containerImage } from "../../../programs/endpoints/image.ts"
import { Misuse } from "../../Misuse.ts"

interface Given {
  readonly customImage: string | undefined
  readonly engine: string | undefined
  readonly healthRoute: string | undefined
  readonly port: number | undefined
  readonly tensorParallelSize?: number | undefined
  readonly dataParallelSize?: number | undefined
  readonly containerRegistryUsername?: string | undefined
  readonly containerRegistryPassword?: string | undefined
}

const flagOf = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** The image; `undefined` when none is named, and then nothing may be said about it. */
export const imageOf = (given: Given) =>
  Effect.gen(function* () {
    const {
      containerRegistryPassword: password,
      containerRegistryUsername: username,
      customImage,
      ...container
    } = given
    if (customImage === undefined) {
      const used = Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [flagOf(key)]))
      if (used.length > 0)
        return yield* new Misuse({ reason: `--custom-image is required when using ${used.join(", ")}.` })
      return undefined
    }
    if (username === undefined && password !== undefined)
      return yield* new Misuse({ reason: "--container-registry-password requires --container-registry-username." })
    const credentials =
      username === undefined
        ? undefined
        : { username, ...(password === undefined ? {} : { password: Redacted.make(password) }) }
    const image: Image = yield* containerImage({ url: customImage, ...container, credentials })
    return image
  })

/** The words of `--container-command` and `--container-args`. */
export const wordsOf = (flag: string, text: string | undefined) =>
  text === undefined ? Effect.succeed(undefined) : ShellWords.split(`value of ${flag}`, text)
