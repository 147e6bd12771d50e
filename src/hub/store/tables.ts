/** The tables. Plain SQL that SQLite and PostgreSQL both read (PostgreSQL: BYTEA for BLOB). */
export const tables: ReadonlyArray<string> = [
  "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",

  // name_key: lower case, unique across users and organizations.
  `CREATE TABLE IF NOT EXISTS accounts (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE,
    fullname TEXT NOT NULL, email TEXT, private_by_default INTEGER NOT NULL, is_owner INTEGER NOT NULL)`,
  "CREATE TABLE IF NOT EXISTS members (org_id TEXT NOT NULL, user_id TEXT NOT NULL, role TEXT NOT NULL, PRIMARY KEY (org_id, user_id))",
  // hash: SHA-256 of the token, hexadecimal. source: 'owner' or 'file'.
  `CREATE TABLE IF NOT EXISTS tokens (
    hash TEXT PRIMARY KEY, account_id TEXT NOT NULL, role TEXT NOT NULL, display_name TEXT NOT NULL,
    source TEXT NOT NULL, created_at TEXT NOT NULL)`,
  // Logins by browser that wait for somebody's yes. status: 'pending', 'approved' or 'denied'. Times in milliseconds.
  `CREATE TABLE IF NOT EXISTS device_codes (
    hash TEXT PRIMARY KEY, user_code TEXT NOT NULL UNIQUE, client_id TEXT NOT NULL, scope TEXT NOT NULL, status TEXT NOT NULL,
    account_id TEXT, role TEXT, interval_ms BIGINT NOT NULL, polled_at BIGINT, expires_at BIGINT NOT NULL)`,
  // Tokens of such logins. refresh_hash: NULL once it was used.
  `CREATE TABLE IF NOT EXISTS oauth_tokens (
    hash TEXT PRIMARY KEY, refresh_hash TEXT UNIQUE, account_id TEXT NOT NULL, role TEXT NOT NULL, client_id TEXT NOT NULL,
    scope TEXT NOT NULL, created_at TEXT NOT NULL, expires_at BIGINT NOT NULL, refresh_until BIGINT NOT NULL)`,

  // repo_key: 'model:ns/name' in lower case. gated: 'false', 'auto' or 'manual'.
  `CREATE TABLE IF NOT EXISTS repos (
    id TEXT PRIMARY KEY, type TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, repo_key TEXT NOT NULL UNIQUE,
    visibility TEXT NOT NULL, gated TEXT NOT NULL, disabled INTEGER NOT NULL, sdk TEXT, discussions_disabled INTEGER NOT NULL,
    creator_id TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, last_number INTEGER NOT NULL)`,
  "CREATE INDEX IF NOT EXISTS repos_by_time ON repos (type, created_at)",
  "CREATE TABLE IF NOT EXISTS redirects (repo_key TEXT PRIMARY KEY, repo_id TEXT NOT NULL)",
  "CREATE TABLE IF NOT EXISTS access (repo_id TEXT NOT NULL, account_id TEXT NOT NULL, status TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (repo_id, account_id))",

  // endpoint_key: 'ns/name' in lower case. since, used_at: milliseconds. failure: why it will not run.
  `CREATE TABLE IF NOT EXISTS endpoints (
    id TEXT PRIMARY KEY, namespace TEXT NOT NULL, endpoint_key TEXT NOT NULL UNIQUE, spec TEXT NOT NULL, phase TEXT NOT NULL,
    since BIGINT NOT NULL, failure TEXT, used_at BIGINT NOT NULL, creator_id TEXT NOT NULL, updater_id TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL)`,

  // name: refs/heads/main …
  "CREATE TABLE IF NOT EXISTS refs (repo_id TEXT NOT NULL, name TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY (repo_id, name))",
  // Trees and commits, git's own bytes. Blobs are files on disk.
  "CREATE TABLE IF NOT EXISTS objects (oid TEXT PRIMARY KEY, kind TEXT NOT NULL, data BLOB NOT NULL)",
  // What a git blob id stands for. lfs = 1: the blob is a pointer, sha256 and size are of what it points to.
  "CREATE TABLE IF NOT EXISTS blobs (oid TEXT PRIMARY KEY, sha256 TEXT NOT NULL, size BIGINT NOT NULL, lfs INTEGER NOT NULL)",
  // depth: number of ancestors along first parents.
  `CREATE TABLE IF NOT EXISTS commits (
    oid TEXT PRIMARY KEY, tree TEXT NOT NULL, parent TEXT, author TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL,
    created_at TEXT NOT NULL, depth INTEGER NOT NULL)`,
  // Which commits may be asked for in which repo: objects are shared between repos, the right to see them is not.
  "CREATE TABLE IF NOT EXISTS repo_commits (repo_id TEXT NOT NULL, oid TEXT NOT NULL, PRIMARY KEY (repo_id, oid))",
  // LFS objects that were uploaded to this repo.
  "CREATE TABLE IF NOT EXISTS repo_objects (repo_id TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (repo_id, sha256))",

  // Xorbs are files on disk. chunks: 48 bytes each (hash, size, end), as XetStore writes them.
  "CREATE TABLE IF NOT EXISTS xet_xorbs (hash TEXT PRIMARY KEY, chunks BLOB NOT NULL)",
  // terms: JSON, [[xorb, first chunk, chunk behind the last], …].
  "CREATE TABLE IF NOT EXISTS xet_files (hash TEXT PRIMARY KEY, sha256 TEXT NOT NULL, size BIGINT NOT NULL, terms TEXT NOT NULL)",
  // bucket_key: 'ns/name' in lower case.
  `CREATE TABLE IF NOT EXISTS buckets (
    id TEXT PRIMARY KEY, namespace TEXT NOT NULL, name TEXT NOT NULL, bucket_key TEXT NOT NULL UNIQUE, private INTEGER NOT NULL,
    creator_id TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL)`,
  // mtime: milliseconds since 1970.
  `CREATE TABLE IF NOT EXISTS bucket_files (
    bucket_id TEXT NOT NULL, path TEXT NOT NULL, hash TEXT NOT NULL, sha256 TEXT NOT NULL, size BIGINT NOT NULL, mtime BIGINT NOT NULL,
    content_type TEXT, uploaded_at TEXT NOT NULL, PRIMARY KEY (bucket_id, path))`,

  // position: among those of its namespace, from 0 without gaps.
  `CREATE TABLE IF NOT EXISTS collections (
    id TEXT PRIMARY KEY, namespace TEXT NOT NULL, title TEXT NOT NULL, description TEXT, private INTEGER NOT NULL,
    theme TEXT NOT NULL, position INTEGER NOT NULL, creator_id TEXT NOT NULL, updated_at TEXT NOT NULL)`,
  // target: id of a repo or a collection, or a paper's name. repo_id: the same of a repo, so that its items go with it.
  `CREATE TABLE IF NOT EXISTS collection_items (
    id TEXT PRIMARY KEY, collection_id TEXT NOT NULL, type TEXT NOT NULL, target TEXT NOT NULL, repo_id TEXT,
    position INTEGER NOT NULL, note TEXT, UNIQUE (collection_id, type, target))`,
  "CREATE INDEX IF NOT EXISTS collection_items_by_target ON collection_items (type, target)",
  "CREATE TABLE IF NOT EXISTS collection_upvotes (collection_id TEXT NOT NULL, account_id TEXT NOT NULL, PRIMARY KEY (collection_id, account_id))",
  // spec and initiator: JSON; of secrets the spec has the names only. pid: leader of the process group while the job runs.
  `CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, namespace TEXT NOT NULL, namespace_key TEXT NOT NULL, creator_id TEXT NOT NULL, origin TEXT NOT NULL,
    spec TEXT NOT NULL, labels TEXT NOT NULL, stage TEXT NOT NULL, message TEXT, created_at TEXT NOT NULL, started_at TEXT,
    finished_at TEXT, pid INTEGER, initiator TEXT NOT NULL, schedule_id TEXT)`,
  "CREATE INDEX IF NOT EXISTS jobs_by_time ON jobs (namespace_key, created_at)",
  "CREATE INDEX IF NOT EXISTS jobs_by_schedule ON jobs (schedule_id)",
  // next_at: milliseconds since 1970; NULL while suspended, or when its schedule names no moment any more.
  `CREATE TABLE IF NOT EXISTS scheduled_jobs (
    id TEXT PRIMARY KEY, namespace TEXT NOT NULL, namespace_key TEXT NOT NULL, creator_id TEXT NOT NULL, origin TEXT NOT NULL,
    spec TEXT NOT NULL, labels TEXT NOT NULL, schedule TEXT NOT NULL, suspend INTEGER NOT NULL, concurrency INTEGER NOT NULL,
    created_at TEXT NOT NULL, last_id TEXT, last_at TEXT, next_at BIGINT)`
]
