/** What is asked of a job, as the Hub wants it said: keys that say nothing are left out. */
import * as Duration from "effect/Duration"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import * as Image from "../../../domain/jobs/Image.ts"
import type { JobInput } from "../../../services/Jobs.ts"

const filled = <A>(list: ReadonlyArray<A> | undefined): list is ReadonlyArray<A> =>
  list !== undefined && list.length > 0

export const specOf = (input: JobInput): Readonly<Record<string, unknown>> => {
  const { expose, labels, network, resourceGroupId, secrets = {}, timeout, volumes } = input
  return {
    command: input.command,
    arguments: [],
    environment: input.env ?? {},
    flavor: input.flavor ?? "cpu-basic",
    ...(Record.isEmptyRecord(secrets) ? {} : { secrets: Record.map(secrets, Redacted.value) }),
    ...(timeout === undefined ? {} : { timeoutSeconds: Math.trunc(Duration.toSeconds(timeout)) }),
    ...(labels === undefined ? {} : { labels }),
    ...(filled(volumes) ? { volumes } : {}),
    ...(filled(expose) ? { expose: { ports: expose } } : {}),
    ...(input.ssh === true ? { ssh: { enabled: true } } : {}),
    ...(network === undefined
      ? {}
      : { network: { group: network.group, ...(filled(network.aliases) ? { aliases: network.aliases } : {}) } }),
    ...(resourceGroupId === undefined ? {} : { resourceGroupId }),
    ...Image.wire(input.image)
  }
}
