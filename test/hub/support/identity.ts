/** A CI provider of our own: its keys, and the identity tokens it gives to jobs. */
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto"

export interface Provider {
  readonly issuer: string
  readonly algorithm: "RS256" | "ES256"
  readonly privateKey: KeyObject
  /** Its public key as an accounts file lists it. */
  readonly jwk: Readonly<Record<string, unknown>>
}

export const provider = (issuer: string, algorithm: Provider["algorithm"], kid: string): Provider => {
  const { privateKey, publicKey } =
    algorithm === "RS256"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" })
  return { issuer, algorithm, privateKey, jwk: { ...publicKey.export({ format: "jwk" }), kid } }
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url")

/** What a job of `provider` shows. */
export const identity = (
  { algorithm, issuer, jwk, privateKey }: Provider,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {}
): string => {
  const signed = `${part({ alg: algorithm, typ: "JWT", kid: jwk["kid"], ...header })}.${part({ iss: issuer, ...claims })}`
  const signature = sign("sha256", Buffer.from(signed), { key: privateKey, dsaEncoding: "ieee-p1363" })
  return `${signed}.${signature.toString("base64url")}`
}
