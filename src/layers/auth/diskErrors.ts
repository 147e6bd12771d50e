import { DiskError } from "../../domain/errors.ts"

const reasons: Readonly<Record<string, DiskError["reason"]>> = {
  ENOSPC: "full",
  EDQUOT: "full",
  EACCES: "permission",
  EPERM: "permission",
  EROFS: "readOnly",
  ENOENT: "notFound",
  ENOTDIR: "notADirectory",
  EISDIR: "isADirectory",
  EEXIST: "exists",
  EBUSY: "busy",
  ETXTBSY: "busy",
  EMFILE: "tooManyFiles",
  ENFILE: "tooManyFiles"
}

const codeOf = (error: unknown): string => {
  const code: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "code") : undefined
  return typeof code === "string" ? code : "unknown error"
}

/** What `node:fs` threw, as ours. */
export const diskError = (path: string, operation: string, error: unknown): DiskError => {
  const code = codeOf(error)
  return new DiskError({ path, operation, reason: reasons[code] ?? "other", detail: code })
}
