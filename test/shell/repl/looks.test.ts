/** What completion remembers of the Hub, and how often it asks. */
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { budget, Looks } from "../../../src/shell/repl/looks.ts"

describe("completion's looks at the Hub", () => {
  const seen: Array<string> = []
  let broken = false
  const server = http.createServer((request, response) => {
    seen.push(request.url ?? "")
    if (broken) response.writeHead(500).end()
    else response.end(JSON.stringify({ number: seen.length }))
  })
  let endpoint = new URL("http://127.0.0.1")
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    endpoint = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  })
  afterAll(() => server.close())

  const options = (token?: string) => ({ endpoint, token, certFile: undefined, milliseconds: 60_000 })
  const start = () => {
    seen.length = 0
    broken = false
    const clock = { now: 0 }
    return {
      clock,
      looks: new Looks(
        () => ({ environment: {} }),
        () => clock.now
      )
    }
  }

  it("asks once for the same in half a minute, also when two ask at a time", async () => {
    const { clock, looks } = start()
    const ask = () => looks.asking(options()).get("/a")
    assert.deepStrictEqual(await Promise.all([ask(), ask()]), [{ number: 1 }, { number: 1 }])
    clock.now = 29_999
    assert.deepStrictEqual(await ask(), { number: 1 })
    clock.now = 30_000
    assert.deepStrictEqual(await ask(), { number: 2 })
    assert.strictEqual(seen.length, 2)
  })

  it("answers from memory without a request, however old, and only who asked", async () => {
    const { clock, looks } = start()
    assert.isUndefined(await looks.known(options("one")).get("/a"))
    await looks.asking(options("one")).get("/a")
    clock.now = 10_000_000
    assert.deepStrictEqual(await looks.known(options("one")).get("/a"), { number: 1 })
    assert.isUndefined(await looks.known(options("two")).get("/a"))
    assert.strictEqual(seen.length, 1)
  })

  it("keeps what it knows when the Hub fails", async () => {
    const { clock, looks } = start()
    await looks.asking(options()).get("/a")
    broken = true
    clock.now = 60_000
    assert.deepStrictEqual(await looks.asking(options()).get("/a"), { number: 1 })
    assert.isUndefined(await looks.asking(options()).get("/b"))
    assert.strictEqual(seen.length, 3)
  })

  it("spends its budget of a minute and no more", async () => {
    const { clock, looks } = start()
    for (let i = 0; i < budget + 5; i++) await looks.asking(options()).get(`/${i}`)
    assert.strictEqual(seen.length, budget)
    assert.isUndefined(await looks.asking(options()).get("/more"))
    clock.now = 60_000
    assert.deepStrictEqual(await looks.asking(options()).get("/more"), { number: budget + 1 })
  })

  it("asks the Hub in this process instead, where there is one", async () => {
    start()
    const looks = new Looks(() => ({ environment: {}, box: (path) => Promise.resolve([path]) }))
    assert.deepStrictEqual(await looks.asking(options()).get("/in"), ["/in"])
    assert.strictEqual(looks.endpoint.endpoint?.hostname, "embedded")
    assert.strictEqual(seen.length, 0)
  })
})
