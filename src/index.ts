/**
 * The library's front door.
 *
 * Services to ask (`Hub`, `Auth`, `Cache` …), layers that answer (`Live` and its parts), programs to run (`download`, `upload` …), nouns and errors to
 * branch on. Everything is namespaced as in the source: `RepoId.parse`, `Policies.defaults`.
 */
export * as CollectionItems from "./domain/CollectionItem.ts"
export * as CollectionSlug from "./domain/CollectionSlug.ts"
export * as EndpointName from "./domain/EndpointName.ts"
export * as Etag from "./domain/Etag.ts"
export { exitCodes, type Kind } from "./domain/errorKinds.ts"
export * from "./domain/errors.ts"
export * as HfUri from "./domain/HfUri.ts"
export * as JobSchedule from "./domain/jobs/Schedule.ts"
export * as JobStage from "./domain/jobs/Stage.ts"
export * as Namespace from "./domain/Namespace.ts"
export { UnknownWord } from "./domain/Open.ts"
export * as Patterns from "./domain/Patterns.ts"
export * as Repo from "./domain/Repo.ts"
export * as RepoId from "./domain/RepoId.ts"
export * as RepoPath from "./domain/RepoPath.ts"
export * as RepoType from "./domain/RepoType.ts"
export * as Revision from "./domain/Revision.ts"
export * from "./domain/serviceErrors.ts"
export * as WebUrl from "./domain/WebUrl.ts"
export { Collection, CollectionItem } from "./domain/wire/Collections.ts"
export type { EndpointState, ReportedState } from "./domain/wire/Endpoints.ts"
export { Job, JobHardware, JobMetrics, LogLine, ScheduledJob, Volume } from "./domain/wire/Jobs.ts"
export { Live, layer, layerNetwork, type Services } from "./layers/Live.ts"
export * as SettingsLive from "./layers/Settings.ts"
export { listTokens } from "./programs/auth/listTokens.ts"
export { login } from "./programs/auth/login.ts"
export { loginByBrowser } from "./programs/auth/loginByBrowser.ts"
export { logout } from "./programs/auth/logout.ts"
export { switchToken } from "./programs/auth/switchToken.ts"
export { whoami } from "./programs/auth/whoami.ts"
export { planGc } from "./programs/cache/gc.ts"
export { open as openCache } from "./programs/cache/open.ts"
export { pin as pinCached, pins as pinnedCached, unpin as unpinCached } from "./programs/cache/pin.ts"
export { type CachePlan, type CacheSelection, plan as planRemoval } from "./programs/cache/plan.ts"
export { planPrune } from "./programs/cache/prune.ts"
export { remove as removeCached } from "./programs/cache/remove.ts"
export { type CacheListInput, type CacheListing, type CacheRow, list as listCache } from "./programs/cache/rows.ts"
export { select as selectCached } from "./programs/cache/select.ts"
export { usage as cacheUsage } from "./programs/cache/usage.ts"
export { type Verified, type VerifyInput, verify as verifyCached } from "./programs/cache/verify.ts"
export {
  apply as applyCollection,
  type CollectionPlan,
  planApply as planCollection
} from "./programs/collections/apply.ts"
export {
  type CollectionDownload,
  type CollectionDownloadInput,
  downloadCollection
} from "./programs/collections/download.ts"
export {
  type CollectionFile,
  parse as parseCollectionFile,
  render as renderCollectionFile
} from "./programs/collections/file.ts"
export {
  type CommitStagedInput,
  type CopiedFile,
  commitStaged,
  dryRun as commitStagedDryRun
} from "./programs/commitStaged.ts"
export { copyFiles, type Place } from "./programs/copyFiles.ts"
export { doctor } from "./programs/doctor.ts"
export { download } from "./programs/download.ts"
export type { DownloadedFile, DownloadInput, DownloadResult } from "./programs/downloadInput.ts"
export { type DeployInput, deployEndpoint, type ScalingInput } from "./programs/endpoints/deploy.ts"
export { endpointHardware, type HardwareFilter, isDeployable } from "./programs/endpoints/hardware.ts"
export { type ContainerInput, containerImage, type ParallelSizes } from "./programs/endpoints/image.ts"
export { resumeEndpoint, resumeEndpointRunningOk } from "./programs/endpoints/resume.ts"
export { updateEndpoint } from "./programs/endpoints/update.ts"
export { type WaitPolicy, waitForEndpoint } from "./programs/endpoints/wait.ts"
export { runUv, type UvInput, uvJob } from "./programs/jobs/uv.ts"
export { createBranch, createBranchExistOk, deleteBranch } from "./programs/repos/branches.ts"
export { create as createRepo, createExistOk as createRepoExistOk } from "./programs/repos/create.ts"
export { remove as deleteRepo, removeMissingOk as deleteRepoMissingOk } from "./programs/repos/delete.ts"
export { type DeleteFilesInput, type DeleteFilesResult, deleteFiles } from "./programs/repos/deleteFiles.ts"
export {
  duplicate as duplicateRepo,
  duplicateExistOk as duplicateRepoExistOk
} from "./programs/repos/duplicate.ts"
export { list as listRepos } from "./programs/repos/list.ts"
export { move as moveRepo } from "./programs/repos/move.ts"
export { updateSettings as updateRepoSettings } from "./programs/repos/settings.ts"
export { createTag, deleteTag, listTags } from "./programs/repos/tags.ts"
export {
  type How,
  type UploadError,
  type UploadedFile,
  type UploadInput,
  type UploadResult,
  upload
} from "./programs/upload.ts"
export { uploadEvery } from "./programs/uploadEvery.ts"
export { Auth } from "./services/Auth.ts"
export { Cache } from "./services/Cache.ts"
export { CacheInventory } from "./services/CacheInventory.ts"
export { Checkup } from "./services/Checkup.ts"
export { Credentials } from "./services/Credentials.ts"
export { DeviceLogin } from "./services/DeviceLogin.ts"
export { Downloads } from "./services/Downloads.ts"
export { type Endpoint, type EndpointRef, Endpoints, type Hardware } from "./services/Endpoints.ts"
export { Gateway } from "./services/Gateway.ts"
export { Hub } from "./services/Hub.ts"
export type { HubCollections } from "./services/HubCollections.ts"
export {
  type JobFilter,
  type JobInput,
  type JobRef,
  Jobs,
  type LogOptions,
  type ScheduleInput,
  type WaitOptions
} from "./services/Jobs.ts"
export { Policies } from "./services/Policies.ts"
export { Progress } from "./services/Progress.ts"
export { Settings } from "./services/Settings.ts"
export { Uploads } from "./services/Uploads.ts"
