/** What can be expected to go wrong with collections, jobs and Inference Endpoints; everything else is in errors.ts. */
import * as Schema from "effect/Schema"
import { answer } from "./errorKinds.ts"
import { ReportedStage } from "./jobs/Stage.ts"

/** The collection does not exist, or is private and not yours: the Hub does not tell which. */
export class CollectionNotFound extends Schema.TaggedError<CollectionNotFound>()("CollectionNotFound", {
  ...answer,
  slug: Schema.String
}) {
  readonly kind = "notFound"
  override get message() {
    return `Collection '${this.slug}' not found.`
  }
}

/** The collection exists; the item is not in it, or what was to be put into it is not on the Hub. */
export class ItemNotFound extends Schema.TaggedError<ItemNotFound>()("ItemNotFound", {
  ...answer,
  slug: Schema.String,
  /** Id in the collection, or type and id of what is not on the Hub. */
  item: Schema.String,
  where: Schema.Literal("collection", "hub")
}) {
  readonly kind = "notFound"
  override get message() {
    return this.where === "collection"
      ? `Item '${this.item}' not found in collection '${this.slug}'.`
      : `There is no ${this.item} on the Hub; nothing was added to collection '${this.slug}'.`
  }
}

/** Somebody else changes the collection at the same time: after several tries it is not what it should be. */
export class CollectionChanged extends Schema.TaggedError<CollectionChanged>()("CollectionChanged", {
  slug: Schema.String,
  tries: Schema.Number,
  /** How many are left to do. */
  steps: Schema.Number
}) {
  readonly kind = "conflict"
  override get message() {
    return `Collection '${this.slug}' is not as the file says after ${this.tries} tries: somebody else is changing it (steps left: ${this.steps}).`
  }
}

/** There is no Inference Endpoint of that name in that namespace. */
export class EndpointNotFound extends Schema.TaggedError<EndpointNotFound>()("EndpointNotFound", {
  ...answer,
  namespace: Schema.String,
  name: Schema.String
}) {
  readonly kind = "notFound"
  override get message() {
    return `Endpoint '${this.name}' not found in namespace '${this.namespace}'.`
  }
}

/** There is no such job, or no such schedule, in that namespace. */
export class JobNotFound extends Schema.TaggedError<JobNotFound>()("JobNotFound", {
  ...answer,
  jobId: Schema.String,
  scheduled: Schema.Boolean
}) {
  readonly kind = "notFound"
  override get message() {
    return `${this.scheduled ? "Scheduled job" : "Job"} '${this.jobId}' not found.`
  }
}

/** An Inference Endpoint will not run by waiting for it: it failed, or somebody stopped it. `detail` is the service's reason. */
export class EndpointFailed extends Schema.TaggedError<EndpointFailed>()("EndpointFailed", {
  namespace: Schema.String,
  name: Schema.String,
  state: Schema.Literal("failed", "updateFailed", "paused", "scaledToZero"),
  detail: Schema.optional(Schema.String)
}) {
  readonly kind = "general"
  override get message() {
    const what = {
      failed: "failed to deploy",
      updateFailed: "failed to update",
      paused: "is paused",
      scaledToZero: "is scaled to zero"
    }
    return `Endpoint '${this.name}' ${what[this.state]}${this.detail === undefined ? "." : `: ${this.detail}`}`
  }
}

/** An Inference Endpoint did not run in time. It goes on without us. */
export class EndpointTimeout extends Schema.TaggedError<EndpointTimeout>()("EndpointTimeout", {
  namespace: Schema.String,
  name: Schema.String,
  /** Where it was at the last look. */
  state: Schema.String,
  seconds: Schema.Number
}) {
  readonly kind = "network"
  override get message() {
    return `Endpoint '${this.name}' was not ready within ${this.seconds} s: it is ${this.state}.`
  }
}

/** Jobs ended in another stage than `COMPLETED`. `of`: how many there were. */
export class JobsFailed extends Schema.TaggedError<JobsFailed>()("JobsFailed", {
  jobs: Schema.Array(
    Schema.Struct({ id: Schema.String, stage: ReportedStage, message: Schema.optional(Schema.String) })
  ),
  of: Schema.Number
}) {
  readonly kind = "general"
  override get message() {
    const [first] = this.jobs
    if (this.of === 1 && first !== undefined)
      return `Job ${first.id} finished with stage '${first.stage}'${first.message === undefined ? "." : `: ${first.message}`}`
    const each = this.jobs.map(({ id, stage }) => `${id} (${stage})`).join(", ")
    return `${this.jobs.length} of ${this.of} Job(s) did not complete successfully: ${each}`
  }
}

/** Jobs were still at work when the time to wait for them was over. They go on. */
export class JobsUnfinished extends Schema.TaggedError<JobsUnfinished>()("JobsUnfinished", {
  ids: Schema.Array(Schema.String),
  seconds: Schema.Number
}) {
  readonly kind = "general"
  override get message() {
    return `Timed out after ${this.seconds} s waiting for Job(s) to finish: ${this.ids.join(", ")}.`
  }
}
