/** Places of `hf shell`: the Hub, the cache and this disk as folders, and changes that are staged until they are committed. */
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it as effect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Pty from "../shell/repl/editor/Pty.ts"
import { binary, environment, hf, type Options, serving } from "./hf.ts"

describe("places of hf shell", () => {
  const home = mkdtempSync(join(tmpdir(), "hf-places-"))
  const data = join(home, "hf", "embedded-hub")
  const hub = serving(home, "--port", "0", "--data", data)
  let env: Readonly<Record<string, string>> = {}
  const shell = (line: string, options: Options = {}) =>
    hf(["shell", "-c", line], { home, ...options, env: { ...env, ...options.env } })
  const stdout = async (line: string, options?: Options) => {
    const ran = await shell(line, options)
    assert.strictEqual(ran.code, 0, ran.stderr)
    return ran.stdout
  }
  const fails = async (line: string, code: number, words: string | RegExp, options?: Options) => {
    const ran = await shell(line, options)
    assert.strictEqual(ran.code, code, ran.stdout + ran.stderr)
    if (typeof words === "string") assert.include(ran.stderr, words)
    else assert.match(ran.stderr, words)
    return ran
  }
  /** A folder of its own to be in. */
  const folder = () => ({ cwd: mkdtempSync(join(home, "here-")) })
  let made = 0
  /** A new model with the same files each time. */
  const repo = async (files = "files") => {
    const id = `local/m${++made}`
    await stdout(`repos create ${id} -q; upload ${id} ${files} . -q`)
    return id
  }
  const nowhere = { HF_ENDPOINT: "http://127.0.0.1:1", HF_HUB_OFFLINE: "1" }

  beforeAll(async () => {
    env = { HF_ENDPOINT: await hub.url, HF_TOKEN: readFileSync(join(data, "owner.token"), "utf8") }
    mkdirSync(join(home, "files", "sub"), { recursive: true })
    writeFileSync(join(home, "files", "a.txt"), "one\ntwo\nthree\n")
    writeFileSync(join(home, "files", "sub", "b.txt"), "hello\nTwo worlds")
    writeFileSync(join(home, "files", "c.bin"), Buffer.concat([Buffer.from("two\0"), Buffer.alloc(3000, 7)]))
  })
  afterAll(async () => {
    hub.child.kill()
    await hub.ended
    rmSync(home, { recursive: true, force: true })
  })

  it("are walked alike: a dataset at a pull request, a model in the cache, a folder of this disk", async () => {
    const id = await repo()
    await stdout("repos create local/data --type dataset -q; upload datasets/local/data files . -q --create-pr")
    await stdout(`download ${id} -q`)
    const walk =
      "ls | select name; cd sub; ls; cd ..; find '*.txt' | select path; tree | count; head -n 1 a.txt sub/b.txt"
    const seen = (attributes: string) =>
      `NAME\n${"-".repeat(Math.max(4, attributes.length, 5))}\n${attributes === "" ? "" : `${attributes}\n`}a.txt\nc.bin\nsub/\n` +
      "NAME  TYPE SIZE\n----- ---- ----\nb.txt file   16\n" +
      `PATH\n---------\na.txt\nsub/b.txt\n${attributes === "" ? 4 : 5}\n` +
      "==> a.txt <==\none\n\n==> sub/b.txt <==\nhello\n"
    assert.strictEqual(await stdout(`cd hf://datasets/local/data@refs/pr/1; ${walk}`), seen(".gitattributes"))
    assert.strictEqual(await stdout(`cd cache://${id}; ${walk}`, { env: nowhere }), seen(".gitattributes"))
    assert.strictEqual(await stdout(`cd files; ${walk}`), seen(""))
    // Pages of the Hub are places, too.
    assert.strictEqual(await stdout(`cd ${env["HF_ENDPOINT"]}/${id}/tree/main/sub; pwd`), `hf://${id}@main/sub\n`)
  })

  it("of the cache are walked without a request: repositories, revisions, files", async () => {
    const id = await repo()
    const { cwd } = folder()
    const name = id.slice("local/".length)
    await stdout(`download ${id} -q`)
    const commit = readdirSync(join(home, "hf", "hub", `models--local--${name}`, "snapshots"))[0] ?? ""
    const walked = await stdout(
      `ls cache:// | where name = ${id}/ | count; cd cache://; cd ${id}@${commit.slice(0, 8)}/sub; cat b.txt; cd ../..; pwd; ` +
        `cat ${id}/a.txt; get cache://${id}/sub/b.txt; cp cache://${id}/a.txt file://mine.txt; find b.txt cache://${id} | select path; grep -i two cache://${id} | count`,
      { cwd, env: nowhere }
    )
    assert.strictEqual(
      walked,
      "1\nhello\nTwo worldscache://\none\ntwo\nthree\nsub/b.txt\n" +
        `PATH\n${"-".repeat(id.length + 18)}\ncache://${id}/sub/b.txt\n2\n`
    )
    assert.strictEqual(readFileSync(join(cwd, "sub", "b.txt"), "utf8"), "hello\nTwo worlds")
    assert.deepStrictEqual(readdirSync(cwd).sort(), ["mine.txt", "sub"])
    const options = { cwd, env: nowhere }
    await fails(`cat cache://${id}@v9/a.txt`, 1, "the cache has no such revision; there are main,", options)
    await fails(`cat cache://${id}/d.txt`, 1, "the cache has no such file; what is not cached is below hf://", options)
    await fails("cd cache://local/none", 1, "there is no model of that name in the cache", options)
    await fails(`rm cache://${id}/a.txt`, 2, "the cache is only read here", options)
    await fails(`cp mine.txt cache://${id}/x`, 2, "the cache is only read here", options)
    await fails(`ls hf://${id}`, 6, "Error:", options)
  })

  it("links that lead nowhere, or in circles, are left out of a folder of this disk", async () => {
    const folder = join(home, "links")
    mkdirSync(folder)
    writeFileSync(join(folder, "file.txt"), "")
    symlinkSync("nowhere", join(folder, "dangling"))
    symlinkSync("circle", join(folder, "circle"))
    assert.strictEqual(await stdout("ls links | select name"), "NAME\n--------\nfile.txt\n")
  })

  it("du counts for each folder and in all, what has several names in the cache once", async () => {
    const twice = join(home, "twice")
    mkdirSync(join(twice, "x"), { recursive: true })
    for (const name of ["one.txt", "x/two.txt"]) writeFileSync(join(twice, name), "the same content\n")
    const id = await repo("twice")
    await stdout(`download ${id} one.txt x/two.txt -q`)
    const rows = async (place: string) => JSON.parse(await stdout(`du ${place} | json`))
    assert.deepStrictEqual(await rows("twice"), [
      { name: "./", files: 1, size: 17 },
      { name: "x/", files: 1, size: 17 },
      { name: "total", files: 2, size: 34 }
    ])
    assert.deepStrictEqual((await rows(`hf://${id}`)).at(-1).size - 1519, 34)
    assert.deepStrictEqual((await rows(`cache://${id}`)).at(-1), { name: "total", files: 1, size: 17 })
    assert.deepStrictEqual(
      (await rows("cache://")).find(({ name }: { readonly name: string }) => name === `${id}/`),
      { name: `${id}/`, files: 1, size: 17 }
    )
  })

  it("grep finds lines, says what it passed over, and takes a named file whatever it is", async () => {
    const id = await repo()
    const found = await shell(
      `cd hf://${id}; grep -i 'T[w]O' | where line = 2; cat @1.file | count; grep -F 'wo w' sub | select file`
    )
    assert.strictEqual(
      found.stdout,
      "FILE      LINE TEXT\n--------- ---- ----------\na.txt        2 two\nsub/b.txt    2 Two worlds\n3\nFILE\n---------\nsub/b.txt\n"
    )
    assert.match(found.stderr, /^Not searched: 1 binary file\.\n/)
    const many = join(home, "many")
    mkdirSync(many)
    writeFileSync(join(many, "log.txt"), `${`${"x".repeat(60_000)}\n`.repeat(300)}two\n`)
    assert.match((await shell("grep two many")).stderr, /^Not searched: 1 large file\.\n/)
    assert.strictEqual(await stdout("grep two many/log.txt | count"), "1\n")
    assert.match((await shell("grep two files")).stderr, /^Not searched: 1 binary file\.\n/)
    const long = join(home, "long.txt")
    writeFileSync(long, Array.from({ length: 100_000 }, (_, at) => `line ${at}\n`).join(""))
    assert.strictEqual(JSON.parse(await stdout("grep 'e 99999$' long.txt | json"))[0].line, 100_000)
    assert.strictEqual(await stdout("head -n 99999 long.txt | last"), "line 99998\n")
    await fails(`grep two hf://${id}/c.bin`, 2, "c.bin' is no text")
    await fails("grep '(' files", 2, "'(' is no regular expression; with -F it is taken literally")
    await fails(`grep x hf://${id}/nowhere`, 3, "Error: File 'nowhere' not found")
  })

  it("diff compares files, folders and revisions by what is known of them", async () => {
    const id = await repo()
    const other = join(home, "other")
    mkdirSync(other, { recursive: true })
    writeFileSync(join(other, "a.txt"), "one\n2\nthree\n")
    writeFileSync(join(other, "c.bin"), readFileSync(join(home, "files", "c.bin")))
    await stdout(
      `repos tag create ${id} v1 -q; upload ${id} other . --delete 'sub/*' -q; download ${id} --revision v1 -q`
    )
    const changes = [
      { change: "modified", path: "a.txt", before: 14, after: 12 },
      { change: "deleted", path: "sub/b.txt", before: 16, after: null }
    ]
    const compare = (a: string, b: string) => stdout(`set format json; diff ${a} ${b} | where path != .gitattributes`)
    assert.deepStrictEqual(JSON.parse(await compare(`hf://${id}@v1`, `hf://${id}`)), changes)
    assert.deepStrictEqual(JSON.parse(await compare(`cache://${id}@v1`, `hf://${id}`)), changes)
    assert.deepStrictEqual(JSON.parse(await compare("files", "other")), changes)
    assert.deepStrictEqual(JSON.parse(await compare(`hf://${id}@v1`, "files")), [])
    const lines = "@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n"
    assert.strictEqual(
      await stdout(`diff hf://${id}@v1/a.txt other/a.txt`),
      `--- hf://${id}@v1/a.txt\n+++ other/a.txt\n${lines}`
    )
    assert.include(await stdout(`diff -u hf://${id}@v1 hf://${id}`), `+++ hf://${id}/a.txt\n${lines}`)
    assert.strictEqual(await stdout("diff files/c.bin other/c.bin"), "")
    assert.strictEqual(
      await stdout("diff files/c.bin files/a.txt"),
      "Files files/c.bin (3.0 KB) and files/a.txt (14 B) differ\n"
    )
    await fails("diff files files/a.txt", 2, "one of 'files' and 'files/a.txt' is a file, the other a folder")
  })

  it("of this disk are changed at once", async () => {
    const { cwd } = folder()
    assert.strictEqual(
      await stdout(
        "cp -r ~/files all; cp ~/files/a.txt copy.txt; mv copy.txt all/sub; ls all/sub | select name; rm all/a.txt; rm -r all/sub; rm 'all/*.bin'; ls all",
        { cwd }
      ),
      "NAME\n--------\nb.txt\ncopy.txt\nNo results found.\n"
    )
    await fails("mv all all/sub", 2, "'all' cannot go into itself", { cwd })
    await fails("cp -r all all/deeper/still", 2, "'all' cannot go into itself", { cwd })
    await fails("rm all", 2, "is a folder: rm -r takes all of it", { cwd })
    await fails("cp ~/files x", 2, "'~/files' is a folder: cp -r copies all of it", { cwd })
    await fails("rm -r .", 2, "'.' is where you are", { cwd })
    await fails("rm -r ~", 2, "'~' is your home folder", { cwd: tmpdir() })
    await fails("rm none", 8, "Error: Cannot delete", { cwd })
    await fails("rm *.none", 8, "Error: Cannot delete '*.none': no such file or directory.", { cwd })
    await fails("get none", 8, "none': no such file or directory.", { cwd })
    await fails("get ~/files/a.txt", 2, "'~/files/a.txt' is on this disk already", { cwd })
    await fails("status x", 2, "'x' does not belong here: status", { cwd })
  })

  it.skipIf(process.platform === "win32")(
    "of this disk that are neither files nor folders are not opened",
    async () => {
      const { cwd } = folder()
      writeFileSync(join(cwd, "empty"), "")
      execFileSync("mkfifo", [join(cwd, "pipe")])
      for (const line of [
        ...[
          "cat pipe",
          "head pipe",
          "grep x pipe",
          "diff pipe empty",
          "cp pipe copy",
          "cat /dev/zero",
          "cat /dev/null"
        ],
        "put pipe hf://local/any/"
      ])
        await fails(line, 8, /^Error: Cannot read '.*': it is neither a file nor a folder\.\n/, { cwd })
      assert.strictEqual(
        await stdout("ls | select name type; grep -F '' . | count", { cwd }),
        "NAME  TYPE\n----- -------\nempty file\npipe  unknown\n0\n"
      )
    }
  )

  it("get brings the folder of that name, whatever characters it has in it", async () => {
    const odd = join(home, "odd")
    for (const name of ["x[1]", "x1", "*"]) {
      mkdirSync(join(odd, name), { recursive: true })
      writeFileSync(join(odd, name, "f.txt"), name)
    }
    const id = await repo("odd")
    const { cwd } = folder()
    await stdout(`cd hf://${id}; get 'x[1]' one; get '*' two`, { cwd })
    await stdout(`download ${id} x1/f.txt -q`, { cwd })
    for (const from of ["hf", "cache"])
      await fails(
        `get ${from}://${id}/x1/f.txt 'one/x[1]/f.txt'`,
        8,
        "Cannot download to 'one/x[1]/f.txt': not a directory.",
        { cwd }
      )
    const there = (name: string) => readdirSync(join(cwd, name)).filter((each) => each !== ".cache")
    assert.deepStrictEqual([there("one"), there("two")], [["x[1]"], ["*"]])
  })

  it("cp is hf's own where nothing else is meant", async () => {
    const id = await repo()
    const { cwd } = folder()
    const alone = await hf(["cp", `hf://${id}/a.txt`, "b.txt"], { home, env, cwd })
    assert.strictEqual(await stdout(`cp hf://${id}/a.txt b.txt`, { cwd }), alone.stdout)
    assert.strictEqual(await stdout(`cp hf://${id}/a.txt -`, { cwd }), "one\ntwo\nthree\n")
    await stdout(`cp b.txt hf://${id}/at-once/`, { cwd })
    assert.strictEqual(await stdout(`cd hf://${id}/sub; cp b.txt - | count; status | count`, { cwd }), "2\n0\n")
    assert.strictEqual(await stdout(`cat hf://${id}/at-once/b.txt`), "one\ntwo\nthree\n")
  })

  it("give programs the bytes of files as they are, no more of them than are taken", async () => {
    mkdirSync(join(home, "bytes"))
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 256))
    writeFileSync(join(home, "bytes", "all.bin"), bytes)
    const id = await repo("bytes")
    const sum = createHash("sha256").update(bytes).digest("hex")
    assert.strictEqual(await stdout(`cat hf://${id}/all.bin | !sha256sum`), `${sum}  -\n`)
    assert.strictEqual(await stdout(`cat bytes/all.bin bytes/all.bin | !wc -c | !tr -d ' '`), "600000\n")
    assert.strictEqual(await stdout(`cp hf://${id}/all.bin - | !sha256sum | count`), "1\n")
    assert.strictEqual(await stdout(`cat hf://${id}/all.bin | !sh -c 'head -c 1 >/dev/null; echo enough'`), "enough\n")
    await fails(`cat hf://${id}/none.bin | !cat`, 3, "none.bin")
    await fails(`cat hf://${id}/all.bin | !no-such-program`, 127, "there is no such program")
    await fails(`cat hf://${id}/all.bin | !sh -c 'exit 9'`, 9, "it ended with 9")
  })

  it("stage changes, show them, and make one commit of them", async () => {
    const id = await repo()
    const gather = `cd hf://${id}; put ~/files/a.txt new/; put ~/files/sub/b.txt a.txt; rm c.bin; mv sub/b.txt sub/moved.txt; cp a.txt hf://${id}/again.txt`
    const ran = await shell(`${gather}; status; ls; diff a.txt; commit --dry-run`)
    assert.match(ran.stderr, /\nWarning: \d+ staged changes to hf:\/\/\S+ are not committed\.\n$/)
    assert.strictEqual(ran.code, 0, ran.stderr)
    assert.strictEqual(
      ran.stdout,
      "CHANGE   PATH          SIZE\n-------- ------------- ----\nmodified a.txt           16\nadded    again.txt       16\n" +
        "deleted  c.bin         3004\nadded    new/a.txt       14\ndeleted  sub/b.txt       16\nadded    sub/moved.txt   16\n" +
        "NAME           TYPE      SIZE STAGED\n-------------- --------- ---- --------\n.gitattributes file      1519\n" +
        "a.txt          file        14 modified\nagain.txt      file        16 added\nc.bin          file      3004 deleted\n" +
        "new/           directory      …\nsub/           directory      …\n" +
        "--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,2 @@\n-one\n-two\n-three\n+hello\n+Two worlds\n\\ No newline at end of file\n" +
        "CHANGE   PATH          SIZE HOW\n-------- ------------- ---- -------\nmodified a.txt           16 regular\n" +
        "added    again.txt       16 regular\ndeleted  c.bin         3004\nadded    new/a.txt       14 regular\n" +
        "deleted  sub/b.txt       16\nadded    sub/moved.txt   16 copied\n"
    )
    assert.match(ran.stderr, new RegExp(`^1 change staged for hf://${id}\\.\n2 changes staged`))
    assert.match(
      await stdout(`${gather}; commit -m "All at once"; status; cat sub/moved.txt; ls | where name = c.bin`),
      new RegExp(`^http.*/${id}/commit/[0-9a-f]{40}\nNo results found\\.\nhello\nTwo worldsNo results found\\.\n$`)
    )
  })

  it("stage large files and files of other repositories, and open a pull request", async () => {
    const [from, id] = [await repo(), await repo("twice")]
    const ran = await stdout(
      `download ${id} one.txt -q; cd hf://${id}; cp hf://${from}/c.bin copied.bin; cp cache://${id}/one.txt from-cache.txt; put ~/files/ in; ` +
        `commit -m "By request" --pr; status; ls hf://${id}@refs/pr/1 | select name; ls | count; grep two hf://${id}@refs/pr/1 | count`
    )
    assert.match(
      ran,
      new RegExp(
        `one\\.txt\nhttp.*/${id}/discussions/1\nNo results found\\.\nNAME\n-+\n\\.gitattributes\ncopied\\.bin\nfrom-cache\\.txt\nin/\none\\.txt\nx/\n3\n1\n$`
      )
    )
    assert.strictEqual(await stdout(`diff hf://${from}/c.bin hf://${id}@refs/pr/1/copied.bin`), "")
    // A pull request is a place that can be changed, too.
    await stdout(`cd hf://${id}@refs/pr/1; rm copied.bin; commit -m "Without it"`)
    await fails(`cat hf://${id}@refs/pr/1/copied.bin`, 3, "not found")
  })

  it("keep what is staged when the branch moved, and go on from there", async () => {
    const id = await repo()
    const moved = (name: string) =>
      `set -e off; cd hf://${id}; put ~/files/a.txt mine.txt; upload ${id} files/a.txt ${name} -q; commit -m mine; status`
    const ran = await fails(
      moved("theirs.txt"),
      5,
      /Error: 'main' of model 'local\/m\d+' is at [0-9a-f]{7} by now, no longer at [0-9a-f]{7}; nothing was committed\.\nHint: What is staged is kept\./
    )
    assert.include(ran.stdout, "added  mine.txt   14")
    const on = await shell(`${moved("more.txt")}; commit -m mine --force; ls | select name`)
    assert.match(
      on.stdout,
      /commit\/[0-9a-f]{40}\nNAME\n-+\n\.gitattributes\na\.txt\nc\.bin\nmine\.txt\nmore\.txt\nsub\/\ntheirs\.txt\n$/
    )
  })

  it("read local files when the commit is made: changed ones as they are, a missing one is told and nothing is lost", async () => {
    const id = await repo()
    const { cwd } = folder()
    writeFileSync(join(cwd, "x.txt"), "before")
    const program = "!sh -c 'printf after > x.txt'"
    assert.match(
      await stdout(`put x.txt hf://${id}/; echo | ${program}; commit -m late; cat hf://${id}/x.txt`, { cwd }),
      /commit\/[0-9a-f]{40}\nafter$/
    )
    const gone = await fails(
      `set -e off; put x.txt hf://${id}/y.txt; rm x.txt; commit -m gone; status`,
      8,
      /What is staged is kept\.\nError: Cannot make 'y\.txt' of '.*x\.txt': no such file or directory\./,
      { cwd }
    )
    assert.match(gone.stdout, /added +y\.txt/)
    await fails(`ls hf://${id}/y.txt`, 3, "not found")
  })

  it("read the last word of a put as the place, and say so where it could be a file", async () => {
    const id = await repo()
    const { cwd } = folder()
    for (const name of ["one.txt", "two.txt"]) writeFileSync(join(cwd, name), name)
    const two = await shell(`cd hf://${id}; put one.txt two.txt; status | select path`, { cwd })
    assert.deepStrictEqual([two.code, two.stdout], [0, "PATH\n-------\ntwo.txt\n"])
    assert.include(two.stderr, "for the file of that name, too: put one.txt two.txt .")
    assert.strictEqual(await stdout(`cd hf://${id}; put *.txt two.txt .; status | count`, { cwd }), "2\n")
  })

  it("forget changes, and know when a file is back where it was", async () => {
    const id = await repo()
    assert.strictEqual(
      await stdout(
        `cd hf://${id}; rm '*.txt'; rm -r sub; status | count; reset sub; status | count; reset; status | count; mv a.txt b.txt; mv b.txt a.txt; status | count; ` +
          "mv sub/ elsewhere/deep; status | select path; cd elsewhere; ls; cd /; reset"
      ),
      "2\n1\n0\n0\nPATH\n--------------------\nelsewhere/deep/b.txt\nsub/b.txt\nNAME  TYPE      SIZE STAGED\n----- --------- ---- ------\ndeep/ directory      …\n"
    )
  })

  it("keep what the Hub needs of a whole repository and say so, and hidden files unless they are named", async () => {
    const id = await repo()
    const says =
      /(^|\n)\.gitattributes stays, for it says how files are stored; rm \/\.gitattributes takes it away, too\.\n/
    for (const all of ["/", ".", `hf://${id}`]) {
      const ran = await shell(`cd hf://${id}; rm -r ${all}; status | select path`)
      assert.strictEqual(ran.stdout, "PATH\n---------\na.txt\nc.bin\nsub/b.txt\n")
      assert.match(ran.stderr, says)
    }
    const both = await shell(`cd hf://${id}; rm .gitattributes; rm -r /; status | count`)
    assert.deepStrictEqual([both.stdout, says.test(both.stderr)], ["4\n", false])
    assert.strictEqual(await stdout(`cd hf://${id}; rm -r '*'; status | count`), "3\n")
    assert.strictEqual(await stdout(`cd hf://${id}; rm '.g*'; status | count`), "1\n")
    // `rm -r $old`, where $old is empty.
    for (const place of [`cd hf://${id}`, "cd files"])
      for (const line of ["rm -r ''", "ls ''", "mv a.txt ''", "get ''", "cat ''", "cd ''"])
        await fails(`${place}; ${line}`, 2, "'': an empty word names no place; . is where you are")
    for (const line of [`put '' hf://${id}/`, `get hf://${id}/a.txt ''`])
      await fails(line, 2, "'': an empty word names no place; . is where you are")
  })

  it("know that a copy of a file onto itself changes nothing", async () => {
    const id = await repo()
    const ran = await shell(`cd hf://${id}; cp a.txt a.txt; cp sub/b.txt sub/; status | count`)
    assert.deepStrictEqual([ran.code, ran.stdout], [0, "0\n"])
    assert.strictEqual(ran.stderr, `Nothing is staged for hf://${id}.\n`.repeat(2))
  })

  it("refuse what cannot be", async () => {
    const id = await repo()
    await stdout(`repos tag create ${id} v1 -q`)
    const place = `cd hf://${id}`
    await fails(`cd hf://local/none@${"0".repeat(40)}`, 3, "Error: Model 'local/none' not found.")
    await fails(`${place}@${"0".repeat(40)}`, 3, "Error: Revision '0000")
    await fails(`${place}@v1; rm a.txt`, 2, "'v1' is a tag: name a branch or a pull request instead")
    await fails(`${place}; rm sub`, 2, "'sub' is a folder: rm -r takes all of it")
    await fails(`${place}; rm none`, 3, "File 'none' not found")
    await fails(`${place}; rm '*.none'`, 3, "not found")
    await fails(`${place}; put ~/files/none`, 8, "Cannot read '~/files/none': no such file or directory.")
    await fails(`${place}; put ~/files/*.none`, 8, "Cannot read '~/files/*.none': no such file or directory.")
    await fails(`${place}; put ~/files/a.txt a.txt/b`, 2, "'a.txt' and 'a.txt/b' cannot both be files")
    await fails(`${place}; put ~/files/a.txt x; put ~/files/a.txt x/y`, 2, "'x' and 'x/y' cannot both be files")
    await fails(`${place}; put ~/files/a.txt .git/config`, 1, "'.git' folders are not committed")
    await fails(`${place}; put ~/files/a.txt ~/files/c.bin new`, 2, "'new' is no folder")
    await fails(`${place}; mv a.txt ~/x`, 2, "mv stays on this disk, or in one repository at one revision")
    await fails(`${place}; mv sub sub/deeper`, 2, "'sub' cannot go into itself")
    await fails(`${place}; commit -m x`, 2, "nothing is staged")
    await fails(`${place}; rm a.txt; commit`, 2, "a message is expected")
    await fails(`${place}; rm a.txt; reset c.bin`, 2, "nothing is staged at 'c.bin'")
    await fails("put files/a.txt", 2, "'.' is on this disk; cd hf://… first, or name a place there")
    await fails(`rm hf://${id}/a.txt; rm hf://local/m1/a.txt; commit -m x`, 2, "cd to one of them")
  })

  effect.scopedLive.skipIf(process.platform !== "linux")(
    "show a terminal what is in a file, and let nobody leave by mistake what is staged",
    () =>
      Effect.gen(function* () {
        const hostile = join(home, "hostile")
        mkdirSync(hostile)
        writeFileSync(join(hostile, "c.bin"), "PK\0\u0001")
        writeFileSync(join(hostile, "note.txt"), "red \u001b[31m bell \u0007 end\r\nlast line")
        const id = yield* Effect.promise(() => repo("hostile"))
        yield* Effect.promise(() => stdout(`download ${id} -q`))
        const terminal = { ...environment(home, env), TERM: "xterm-256color" }
        const pty = yield* Pty.run({ columns: 100, rows: 30 }, `"${process.execPath}" "${binary}" shell`, terminal)
        const shows = (text: string) => pty.until(({ rows }) => rows.some((row) => row.includes(text)))
        yield* pty.until(Pty.isReady)
        pty.type(`cat hf://${id}/note.txt\r`)
        yield* shows("red \\x1b[31m bell \\x07 end")
        yield* pty.until(({ rows }) => rows.includes("last line") && rows.at(-1) === "hf>")
        pty.type(`cat hf://${id}/c.bin\r`)
        yield* shows("is no text; `get` brings it to this disk")
        pty.type(`cd hf://${id}\r`)
        yield* shows(`hf://${id} hf>`)
        pty.type("cat no\t")
        yield* shows("hf> cat note.txt")
        pty.type("\u0015put ~/hos\t")
        yield* shows("hf> put ~/hostile/")
        pty.type(`\u0015cat cache://${id}/no\t`)
        yield* shows(`hf> cat cache://${id}/note.txt`)
        pty.type("\u0015rm note.txt\r")
        yield* shows(`1 change staged for hf://${id}.`)
        yield* pty.until(({ rows }) => rows.at(-1) === `hf://${id} hf>`)
        pty.type("\u0004")
        yield* shows(`1 staged change to hf://${id} is not committed; leave again to lose that.`)
        pty.type("pwd\r")
        yield* pty.until(({ rows }) => rows.includes(`hf://${id}`))
        pty.type("exit\r")
        yield* pty.until(({ rows }) => rows.filter((row) => row.includes("leave again to lose that")).length === 2)
        pty.type("exit 3\r")
        yield* pty.ended
        assert.match(pty.sent(), /code 3/)
        assert.isTrue(existsSync(join(home, "files", "c.bin")))
      })
  )
})
