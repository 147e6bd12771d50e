/** What a job runs in: a Docker image, or a Space when the image is the Space's address (huggingface_hub 2.0.0). */

const spaces = ["https://huggingface.co/spaces/", "https://hf.co/spaces/", "huggingface.co/spaces/", "hf.co/spaces/"]

/** The Space `image` names, if it does. */
export const spaceOf = (image: string): string | undefined => {
  const prefix = spaces.find((each) => image.startsWith(each))
  return prefix === undefined ? undefined : image.slice(prefix.length)
}

/** The key of the request for `image`. */
export const wire = (image: string): { readonly dockerImage: string } | { readonly spaceId: string } => {
  const space = spaceOf(image)
  return space === undefined ? { dockerImage: image } : { spaceId: space }
}

/** Runs Python scripts with their dependencies. */
export const uv = "ghcr.io/astral-sh/uv:python3.12-bookworm"

const plain = (text: string): string => text.replace(/[^A-Za-z0-9_-]/g, "-")

const lastPart = (text: string): string => text.replace(/\/+$/, "").split("/").at(-1) ?? ""

/** Beginning of the name of a job that was given none. */
export const baseName = (image: string): string => plain(spaceOf(image) ?? lastPart(image))

/** The same after a script or its URL. */
export const scriptName = (script: string): string =>
  plain(lastPart(script.split("?")[0]?.split("#")[0] ?? "").replace(/\.py$/, ""))
