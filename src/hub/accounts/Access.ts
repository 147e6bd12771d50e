/** Who may do what. Pure decisions over a viewer and a repo. */
import type { AccountsShape, Viewer } from "./Accounts.ts"

interface Place {
  readonly namespace: string
}

/** Of repos; what else is asked about (collections …) is outside of every scope. */
interface Named {
  readonly type?: string
  readonly name?: string
}

interface RepoFacts extends Place, Named {
  readonly visibility: string
  readonly creatorId: string
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

const orgRole = (viewer: Viewer, namespace: string) => viewer.orgs.find(({ org }) => same(org.name, namespace))?.role

/** Is it what the token was given for? */
const inScope = ({ scope }: Viewer, { name, namespace, type }: RepoFacts): boolean =>
  scope === undefined ||
  (scope._tag === "Repo" &&
    scope.type === type &&
    same(scope.namespace, namespace) &&
    name !== undefined &&
    same(scope.name, name))

/** Namespaces nobody has an account for belong to the Hub's owner. */
const ownsNamespace = (accounts: AccountsShape, viewer: Viewer, namespace: string): boolean =>
  same(viewer.account.name, namespace) || (viewer.account.isOwner && accounts.byName(namespace) === undefined)

const isMember = (accounts: AccountsShape, viewer: Viewer, namespace: string): boolean =>
  ownsNamespace(accounts, viewer, namespace) || orgRole(viewer, namespace) !== undefined

/** Is it the viewer's own namespace, or one of an organization of theirs? */
export const belongsTo = (accounts: AccountsShape, viewer: Viewer, namespace: string): boolean =>
  viewer.scope === undefined && isMember(accounts, viewer, namespace)

/** May the viewer see that the repo exists, and (unless it is gated) read it? */
export const canSee = (accounts: AccountsShape, viewer: Viewer | undefined, repo: RepoFacts): boolean =>
  repo.visibility !== "private" ||
  (viewer !== undefined && inScope(viewer, repo) && isMember(accounts, viewer, repo.namespace))

/** Is the viewer one of those who look after the repo, whatever their token may do? They read gated files without asking. */
export const isMaintainer = (accounts: AccountsShape, viewer: Viewer, repo: RepoFacts): boolean => {
  if (!inScope(viewer, repo)) return false
  if (ownsNamespace(accounts, viewer, repo.namespace)) return true
  const role = orgRole(viewer, repo.namespace)
  return role === "admin" || role === "write" || (role === "contributor" && repo.creatorId === viewer.account.id)
}

/** May the viewer, with this token, change the repo? */
export const canWrite = (accounts: AccountsShape, viewer: Viewer, repo: RepoFacts): boolean =>
  viewer.role === "write" && isMaintainer(accounts, viewer, repo)

/** May the viewer, with this token, create repos there? */
export const canCreate = (accounts: AccountsShape, viewer: Viewer, namespace: string): boolean => {
  const role = orgRole(viewer, namespace)
  return (
    viewer.role === "write" &&
    viewer.scope === undefined &&
    (ownsNamespace(accounts, viewer, namespace) || (role !== undefined && role !== "read"))
  )
}
