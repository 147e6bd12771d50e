/** What the routes of jobs and schedules can refuse. */
import { only } from "../refusals.ts"

/** Of one that is named and only looked at. */
export const looking = only("JobNotFound")

/** Of one that is named and changed. */
export const changing = only("JobNotFound", "Conflict")

/** Of a new one: it may ask for repos. */
export const starting = only("RepoNotFound", "GatedRepo", "Conflict")
