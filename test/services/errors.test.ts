/** What a caller still has to handle is in the type: this does not compile when it changes. */
import { assert, describe, it } from "@effect/vitest"
import type { EndpointsShape } from "../../src/services/Endpoints.ts"
import type { JobsShape, SchedulesShape } from "../../src/services/Jobs.ts"
import type { Ends, Read, Same } from "../support/Ends.ts"

type OfJob = Read | "JobNotFound"
type OfChange = OfJob | "Conflict"
type OfNew = Read | "Conflict" | "RepoNotFound" | "GatedRepo"

const jobs: [
  Same<Ends<JobsShape["run"]>, OfNew>,
  Same<Ends<JobsShape["list"]>, Read>,
  Same<Ends<JobsShape["inspect"]>, OfJob>,
  Same<Ends<JobsShape["logs"]>, OfJob>,
  Same<Ends<JobsShape["metrics"]>, OfJob>,
  Same<Ends<JobsShape["cancel"]>, OfChange>,
  Same<Ends<JobsShape["setLabels"]>, OfChange>,
  Same<Ends<JobsShape["wait"]>, OfJob | "JobsUnfinished">,
  Same<Ends<JobsShape["hardware"]>, Read>
] = [true, true, true, true, true, true, true, true, true]

const schedules: [
  Same<Ends<SchedulesShape["create"]>, OfNew | "InvalidInput">,
  Same<Ends<SchedulesShape["list"]>, Read>,
  Same<Ends<SchedulesShape["inspect"]>, OfJob>,
  Same<Ends<SchedulesShape["suspend"]>, OfChange>,
  Same<Ends<SchedulesShape["resume"]>, OfChange>,
  Same<Ends<SchedulesShape["delete"]>, OfChange>,
  Same<Ends<SchedulesShape["trigger"]>, OfChange>,
  Same<Ends<SchedulesShape["setLabels"]>, OfChange>
] = [true, true, true, true, true, true, true, true]

type OfService = Read | "InvalidInput"
type OfEndpoint = OfService | "EndpointNotFound"

const endpoints: [
  Same<Ends<EndpointsShape["namespace"]>, OfService>,
  Same<Ends<EndpointsShape["list"]>, OfService>,
  Same<Ends<EndpointsShape["get"]>, OfEndpoint>,
  Same<Ends<EndpointsShape["create"]>, OfService | "Conflict">,
  Same<Ends<EndpointsShape["update"]>, OfEndpoint>,
  Same<Ends<EndpointsShape["pause"]>, OfEndpoint>,
  Same<Ends<EndpointsShape["resume"]>, OfEndpoint>,
  Same<Ends<EndpointsShape["scaleToZero"]>, OfEndpoint>,
  Same<Ends<EndpointsShape["delete"]>, OfEndpoint>,
  Same<Ends<EndpointsShape["catalog"]>, Read>,
  Same<Ends<EndpointsShape["deployFromCatalog"]>, OfService | "Conflict">,
  Same<Ends<EndpointsShape["hardware"]>, OfService>,
  Same<
    Ends<EndpointsShape["isHealthy"]>,
    "Unauthorized" | "Forbidden" | "Offline" | "TokenExchangeFailed" | "DiskError"
  >,
  Same<Ends<EndpointsShape["call"]>, OfService>
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true]

describe("the error channel says what can happen and nothing that cannot", () => {
  it("of jobs, schedules and endpoints", () => {
    assert.isTrue([...jobs, ...schedules, ...endpoints].every((each) => each))
  })
})
