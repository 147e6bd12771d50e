/** Lines of `hf shell` that nobody types: what is known to be wrong before anything runs, values, and where a failure was. */
import { spawnSync } from "node:child_process"
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import { check } from "../../src/shell/repl/checking.ts"
import { parse } from "../../src/shell/repl/language/parse.ts"
import { table } from "../../src/shell/table.ts"
import { binary, environment, hf, type Options } from "./hf.ts"

describe("a script", () => {
  const home = mkdtempSync(join(tmpdir(), "hf-script-"))
  const shell = (line: string, options: Options = {}) => hf(["shell", "-c", line], { home, ...options })
  const stdout = async (line: string) => {
    const ran = await shell(line)
    assert.strictEqual(ran.code, 0, ran.stderr)
    return ran.stdout
  }
  beforeAll(() => {
    writeFileSync(join(home, "big.txt"), "a line of text\n".repeat(5_000_000))
    writeFileSync(join(home, "dos.txt"), "one\r\ntwo\r\n")
  })
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  it("with a mistake in its last line does nothing", async () => {
    for (const [line, told] of [
      ["set | where name >", /^Error: -c:2:7: where: a value is expected behind >$/m],
      ["set | first x", /^Error: -c:2:7: first: 'x' is no number of rows$/m],
      ["set nosuch 3", /^Error: there is no setting 'nosuch'\. There are .*\.\n {2}at -c:2: set nosuch 3$/m],
      ["set timeout", /^Error: set takes a name and a value/m],
      ["with timeout x { version }", /^Error: 'x' is no time/m],
      ["nosuch 3", /^Error: No such command 'nosuch'\.$/m],
      ["cache ls --nosuch", /^Error: No such option '--nosuch'\.$/m],
      ["download $HOME --nosuch", /^Error: No such option '--nosuch'\.$/m],
      ["repos nosuch $HOME", /^Error: No such command 'nosuch'\.$/m],
      ["upload --revision x", /^Error: Missing argument 'REPO_ID'\.$/m],
      ["cd / &", /^Error: cd cannot be run in the background$/m],
      ["repos", /^Usage: hf repos/m],
      ["cat --nosuch x", /^Error: '--nosuch' is no option here: cat FILE …$/m],
      ["cp --nosuch a b", /^Error: No such option '--nosuch'\.$/m],
      ["exit now", /^Error: 'now' is no exit code: write a number from 0 to 255$/m],
      ["let x = echo $(version | each { nosuch })", /^Error: No such command 'nosuch'\.$/m],
      ["set | each { echo $itt }", /^Error: \$itt has no value$/m],
      ["echo $(version", /^Error: -c:2:6: the \$\( is not closed$/m]
    ] as const) {
      const ran = await shell(`echo ran\n${line}`)
      assert.deepStrictEqual([ran.code, ran.stdout], [2, ""], line)
      assert.match(ran.stderr, told, line)
      if (!told.source.includes("-c:2")) assert.match(ran.stderr, /^ {2}at -c:2: /m, line)
    }
  })

  it("says how a text is kept where let has no command, before anything runs if it can", async () => {
    for (const [given, told, early = true] of [
      ["5", "there is no command '5'; to keep a text: let x = echo 5"],
      ["'two words'", "there is no command 'two words'; to keep a text: let x = echo 'two words'"],
      ["''", "there is no command ''; to keep a text: let x = echo ''"],
      ["--flag", "there is no command '--flag'; to keep a text: let x = echo --flag"],
      ["-5 more | count", "there is no command '-5'; to keep a text: let x = echo -5 more | count"],
      ["hf://org/name", "there is no command 'hf://org/name'; to keep a text: let x = echo hf://org/name"],
      ["cahce ls", "there is no command 'cahce'; did you mean 'cache'? To keep a text: let x = echo cahce ls"],
      [`'${"long ".repeat(20)}'`, `there is no command '${"long ".repeat(20)}'; to keep a text: let x = echo …`],
      ["set | each { let x = 7 }", "there is no command '7'; to keep a text: let x = echo 7"],
      ['"$HOME"', `there is no command '${home}'; to keep a text: let x = echo "$HOME"`, false],
      ["$(echo one two)", "there is no command 'one'; to keep a text: let x = echo $(echo one two)", false],
      ["$(echo)", "there is no command; to keep a text: let x = echo $(echo)", false]
    ] as const) {
      const { code, stderr, stdout } = await shell(`echo ran\nlet x = ${given}`)
      const where = told.includes("echo 7") ? "let x = 7" : `let x = ${given}`
      assert.deepStrictEqual([code, stdout, stderr], [2, early ? "" : "ran\n", `Error: ${told}\n  at -c:2: ${where}\n`])
    }
    assert.strictEqual(
      await stdout("let x = echo 'two words' | count; let y = --version; let z = $x; echo $x $y $z"),
      `1 ${(await hf(["--version"])).stdout.trim()} 1\n`
    )
    const secret = await shell("let x = hf_abcdefghijklmnopqrstuvwxyz")
    assert.notInclude(secret.stderr, "hf_abcdefgh")
    const on = await shell("set -e off; let x = 5; echo reached")
    assert.deepStrictEqual([on.code, on.stdout], [2, "reached\n"])
    assert.match(on.stderr, /^Error: there is no command '5'; to keep a text: let x = echo 5$/m)
  })

  it("says how many words a command of the shell takes before anything runs, in the words it has at a prompt", async () => {
    const lines = [
      ["cd a b", "'b' does not belong here: cd [PLACE]"],
      ["pwd x", "'x' does not belong here: pwd"],
      ["ls a b", "'b' does not belong here: ls [PLACE]"],
      ["tree a -- b", "'b' does not belong here: tree [PLACE]"],
      ["cat", "something is missing: cat FILE …"],
      ["head -n 3", "something is missing: head [-n LINES] FILE …"],
      ["head -n x f", "'x' is no number of lines"],
      ["head f -n", "a value is expected behind -n: head [-n LINES] FILE …"],
      ["find", "something is missing: find PATTERN [PLACE]"],
      ["find a b c", "'c' does not belong here: find PATTERN [PLACE]"],
      ["du a b", "'b' does not belong here: du [PLACE]"],
      ["grep -i", "something is missing: grep [-i] [-F] PATTERN [PLACE …]"],
      ["diff a b c", "'c' does not belong here: diff [-u] [A B]"],
      ["get", "something is missing: get PATH [FOLDER]"],
      ["hf get a b c", "'c' does not belong here: get PATH [FOLDER]"],
      ["put", "something is missing: put LOCAL … [PATH]"],
      ["rm -r", "something is missing: rm [-r] PATH …"],
      ["mv a", "something is missing: mv A B"],
      ["mv a b c $HOME", "'c' does not belong here: mv A B"],
      ["cp -r a b c", "'c' does not belong here: cp [-r] A B"],
      ["cp cache://x", "something is missing: cp [-r] A B"],
      ["status x", "'x' does not belong here: status"],
      [
        "commit -m x y",
        "'y' does not belong here: commit -m MESSAGE [--description TEXT] [--pr] [--dry-run] [--force]"
      ],
      ["transfers x", "'x' does not belong here: transfers"],
      ["fg 1 2", "'2' does not belong here: fg [N]"],
      ["wait --nosuch", "'--nosuch' is no option here: wait [N …]"],
      ["cancel", "which ones? cancel N … | --all"],
      ["cancel --all 7", "either numbers or --all: cancel N … | --all"],
      ["explain x", "'x' does not belong here: explain"],
      ["record a b", "'b' does not belong here: record FILE | off"],
      ["replay --codes-only", "something is missing: replay FILE [--codes-only]"],
      ["set timeout 1s 2s", "set takes a name and a value: set timeout 30s"],
      ["exit 1 2", "'2' does not belong here: exit [CODE]"]
    ] as const
    for (const [line, told] of lines) {
      const statements = Either.getOrThrow(parse(line))
      const mistake = check(line, statements, { table, isNamed: () => true, goesOn: false })
      assert.deepStrictEqual(mistake, { start: 0, end: line.length, lines: [`Error: ${told}`] })
    }
    const late = await shell(["set -e off", ...lines.map(([line]) => line)].join("\n"))
    const all = lines.map(([line, told], at) => `Error: ${told}\n  at -c:${at + 2}: ${line}\n`)
    assert.deepStrictEqual(late, { code: 2, stdout: "", stderr: all.join("") })
    const early = await shell("echo ran\nmv a")
    assert.deepStrictEqual(early, {
      code: 2,
      stdout: "",
      stderr: "Error: something is missing: mv A B\n  at -c:2: mv a\n"
    })
    const theirs = await shell("echo ran\ncp a b c")
    assert.match(
      theirs.stderr,
      /^Usage: hf cp [\s\S]*Error: Got unexpected extra argument \(c\)\n {2}at -c:2: cp a b c\n$/
    )
    assert.strictEqual(theirs.stdout, "")
    // A value may be several words, or none.
    writeFileSync(join(home, "timeout"), "")
    assert.strictEqual(
      await stdout(
        "let none = set | where name = no; let two = set | first 2; pwd $none; mv $two $none; ls retries | count"
      ),
      `${await stdout("pwd")}1\n`
    )
  })

  it("hands on what the blocks of an each answer, where somebody waits for it", async () => {
    for (const [line, printed] of [
      ["cat dos.txt | each { echo hi $it } | count", "2\n"],
      ["cat dos.txt | each { echo hi $it; echo more } | sort | first 2", "hi one\nhi two\n"],
      ["cat dos.txt | each { set | where name = retries | select name } | where name ~ ret | count", "2\n"],
      [
        "cat dos.txt | each { set | select name from | first 1 } | csv",
        "name,from\r\ntimeout,default\r\ntimeout,default\n"
      ],
      ["cat dos.txt | each { cat dos.txt } | !wc -l | each { echo lines: $it }", "lines: 4\n"],
      ["cat dos.txt | each { let y = echo $it; with retries 1 { echo $y } } | last", "two\n"],
      ["cat dos.txt | each { cat dos.txt | each { echo $it } } | count", "4\n"],
      ["cat dos.txt | each { version -q } | each { echo got $it } | count", "2\n"],
      ["cat dos.txt | each { set retries 3 } | count; set | where name = retries | select value", "0\n3\n"],
      ["let all = cat dos.txt | each { echo hi $it }; echo behind; $all | count; $all", "behind\n2\nhi one\nhi two\n"],
      ["let none = set | where name = none | each { echo $it }; $none | count; $none | json", "0\n[]\n"],
      ["cat dos.txt | each { set | first 1; echo $_.name } | count", "4\n"],
      ["cat dos.txt | each { echo $it } | first 1 | json", '[\n  {\n    "value": "one"\n  }\n]\n'],
      ["echo $(cat dos.txt | each { echo $it } | first 1); cat dos.txt | each { echo $it }", "one\none\ntwo\n"],
      ["cat dos.txt | each { echo $it; exit 0 } | count; echo not", ""]
    ] as const) {
      assert.strictEqual(await stdout(line), printed, line)
    }
    const failed = await shell("cat dos.txt | each { echo $it; cat nofile } | count")
    assert.deepStrictEqual([failed.code, failed.stdout], [8, ""])
    assert.match(failed.stderr, /^ {2}at -c:1: cat nofile$/m)
    const passed = await shell("set -e off; cat dos.txt | each { cat nofile; echo $it } | count")
    assert.deepStrictEqual([passed.code, passed.stdout], [8, "2\n"])
    for (const [line, column] of [
      ["set | each { version & } | count", 22],
      ["set | each { with retries 1 { set | each { version & } } } | count", 52],
      ["let x = set | each { version & }", 30]
    ] as const) {
      const told = `Error: -c:2:${column}: a value is waited for: no & belongs here\n`
      assert.deepStrictEqual(await shell(`version\n${line}`), { code: 2, stdout: "", stderr: told })
    }
    assert.strictEqual((await stdout("set | first 2 | each { echo $it.name & }; wait")).split("\n").length, 3)
  })

  it("runs as far as it can where a mistake cannot be known before", async () => {
    assert.strictEqual(
      await stdout("let flags = echo --quiet; version $flags; let later = echo 1; set | where name = $later | count"),
      `${(await hf(["version", "-q"])).stdout}0\n`
    )
    const { code, stdout: printed } = await shell('let name = echo nosuch\necho ran\n$name "really"')
    assert.deepStrictEqual([code, printed], [2, "ran\n"])
    // It goes on behind failures: mistakes are some of them.
    const on = await shell("set -e off\nnosuch\necho reached\nset -e on")
    assert.deepStrictEqual([on.code, on.stdout], [2, "reached\n"])
    const off = await shell("set -e off; nosuch; set -e on; echo ran; nosuch")
    assert.deepStrictEqual([off.code, off.stdout], [2, ""])
  })

  it("knows names of its rc file and of the environment", async () => {
    const rc = join(home, "rc")
    writeFileSync(rc, "\ufefflet given = echo there\r\n")
    const ran = await hf(["shell", "--rc", rc, "-c", "echo $given $HOME"], { home })
    assert.deepStrictEqual([ran.code, ran.stdout], [0, `there ${home}\n`])
  })

  it("says which line of a block, or of a long pipe, it was", async () => {
    for (const [source, where] of [
      ["set | first 1 | each {\n  echo $it\n  cat nofile\n}", "-c:3: cat nofile"],
      ["with retries 1 {\n  set | first 2 | each {\n    echo $it\n\n    cat nofile }\n}", "-c:5: cat nofile"],
      ["set |\n  first 3 |\n  where nme = 1 |\n  count", "-c:3: where nme = 1"],
      ["version\r\nset\r\n| where nme = 1\r\n", "-c:3: where nme = 1"],
      ["version\nlet x = echo $(\n  cat nofile\n)", "-c:2: let x = echo $("]
    ] as const) {
      const { stderr } = await shell(source)
      assert.strictEqual(stderr.trimEnd().split("\n").at(-1), `  at ${where}`)
    }
  })

  it("that goes on behind failures does so in its blocks, and ends with the last one's code", async () => {
    const source = [
      "set -e off",
      "set | first 2 | select name | each {",
      "  cat nofile",
      "  echo $it",
      "}",
      "with timeout 60s { set nosuch 1; echo inside }",
      "echo $(with retries 1 { cat nofile; echo caught })"
    ].join("\n")
    const ran = await shell(source)
    assert.strictEqual(ran.stdout, "timeout\nretries\ninside\ncaught\n")
    const places = ran.stderr.match(/^ {2}at .*$/gm)
    assert.deepStrictEqual(places, ["  at -c:3: cat nofile", "  at -c:3: cat nofile", "  at -c:6: set nosuch 1"])
    assert.strictEqual(ran.code, 8)
    assert.strictEqual((await shell("set -e off; echo a | each { cat nofile; echo x } &; wait")).code, 8)
    const stops = await shell("set | first 2 | each { cat nofile; echo x }")
    assert.deepStrictEqual([stops.code, stops.stdout], [8, ""])
  })

  it("may have been written on Windows", async () => {
    const script = join(home, "dos.hfsh")
    writeFileSync(script, "\ufeffecho a \\\r\n  b\r\nset |\r\n  where name ~ tim |\r\n  count\r\n# done\r\n")
    const file = await hf(["shell", "-f", script], { home })
    const stdin = await hf(["shell"], { home, stdin: readFileSync(script, "utf8") })
    assert.deepStrictEqual([file.stdout, stdin.stdout], ["a b\n1\n", "a b\n1\n"])
    assert.strictEqual(await stdout("cat dos.txt | where value = one | count"), "1\n")
  })

  it("that is standard input leaves nothing of it to its own commands, and they say so", async () => {
    const script = "cache rm - -y\n"
    const file = join(home, "rm.hfsh")
    writeFileSync(file, script)
    const stdio = [openSync(file, "r"), "pipe", "pipe"] as const
    const ofFile = spawnSync(process.execPath, [binary, "shell"], {
      env: environment(home),
      encoding: "utf8",
      stdio: [...stdio]
    })
    const ofPipe = await hf(["shell"], { home, stdin: script })
    closeSync(stdio[0])
    assert.deepStrictEqual([ofFile.status, ofPipe.code], [8, 8])
    for (const { stderr } of [ofFile, ofPipe])
      assert.match(stderr, /^Error: Cannot read 'standard input': all of it has been read before; name a file\.\n/)
  })

  it("asks nothing where nobody would see the question", async () => {
    const ran = await shell("let x = echo $(repos delete a/b)", { stdin: "y\n" })
    assert.deepStrictEqual([ran.code, ran.stdout], [1, ""])
    assert.match(ran.stderr, /^Error: .*model 'a\/b'\. Proceed\? Use --yes to skip confirmation\.$/m)
  })

  it("begins a pipe with a value, and prints one alone", async () => {
    assert.strictEqual(
      await stdout("let x = set | sort name:desc; $x | first 1 | select name; $x | count; $_; @1 | count"),
      "NAME\n-----\ntoken\n7\n7\n1\n"
    )
    assert.strictEqual(
      await stdout("set | sort name | first 2 | select name; @2 | json; let x = set; $x.name | last 1"),
      'NAME\n-----------\n-e\nconcurrency\n{\n  "name": "concurrency"\n}\n-e\n'
    )
    assert.match((await shell("$_ | count")).stderr, /^Error: \$_ has no value$/m)
    assert.match((await shell("@1 | json")).stderr, /^Error: there is no row @1: the last table has 0$/m)
  })

  it("keeps what a row was for what it starts in the background", async () => {
    const lines = "let x = set | first 3 | select name; $x | each { echo $it.name & }; wait; with format json { $x & }"
    const printed = (await stdout(lines)).trimEnd().split("\n")
    assert.sameMembers(printed.slice(0, 3), ["timeout", "retries", "concurrency"])
    assert.strictEqual(printed[3], '[{"name": "timeout"}, {"name": "retries"}, {"name": "concurrency"}]')
  })

  it("takes of a text what it needs while it comes, and refuses to keep too much", async () => {
    assert.strictEqual(await stdout("cat big.txt | first 1"), "a line of text\n")
    assert.strictEqual(await stdout("cat big.txt | count; cat big.txt | last 2 | count"), "5000000\n2\n")
    assert.strictEqual(await stdout("cat dos.txt big.txt | first 2 | sort"), "one\ntwo\n")
    assert.strictEqual(await stdout("cat big.txt | first 0 | count"), "0\n")
    for (const line of [
      "cat big.txt | sort",
      "let x = cat big.txt",
      "echo $(cat big.txt)",
      "cat big.txt | !cat | count"
    ]) {
      const { code, stderr } = await shell(line)
      assert.strictEqual(code, 2)
      assert.match(
        stderr,
        /^Error: the text is more than a shell keeps .*: put first, last or count right behind the `cat`/
      )
    }
    assert.strictEqual((await shell("cat nofile | first 1")).code, 8)
  })
})
