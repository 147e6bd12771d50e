/** The name of a job that was given none: after its image or script, and a mark of what it does (huggingface_hub 2.0.0). */
import { createHash } from "node:crypto"
import * as Image from "../../domain/jobs/Image.ts"

export interface Named {
  readonly flavor?: string | undefined
  readonly timeout?: string | undefined
  readonly namespace?: string | undefined
  readonly networkGroup?: string | undefined
  readonly networkAliases?: ReadonlyArray<string> | undefined
  readonly env: Readonly<Record<string, string>>
  /** Names. */
  readonly secrets: ReadonlyArray<string>
  /** As they were written. */
  readonly volumes: ReadonlyArray<string>
}

const mark = (parts: ReadonlyArray<string>): string =>
  createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 8)

const common = (named: Named, extra: ReadonlyArray<string>): ReadonlyArray<string> => [
  named.flavor ?? "cpu-basic",
  named.timeout ?? "",
  named.namespace ?? "",
  named.networkGroup ?? "",
  ...extra,
  ...Object.entries(named.env)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`),
  ...[...named.secrets].sort(),
  ...named.volumes,
  ...(named.networkAliases ?? [])
]

export const ofImage = (image: string, command: ReadonlyArray<string>, named: Named): string =>
  `${Image.baseName(image)}-${mark([image, ...command, ...common(named, [])])}`

export const ofScript = (
  script: string,
  args: ReadonlyArray<string>,
  uv: { readonly image: string; readonly python?: string | undefined; readonly with: ReadonlyArray<string> },
  named: Named
): string =>
  `${Image.scriptName(script)}-${mark([script, ...args, ...common(named, [uv.image, uv.python ?? "", ...uv.with])])}`
