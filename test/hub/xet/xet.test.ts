/** The formats and hashes of Xet, by the vectors its specification publishes. */
import { assert, beforeAll, describe, it } from "@effect/vitest"
import * as Hash from "../../../src/hub/xet/hash.ts"
import * as Shard from "../../../src/hub/xet/shard.ts"
import * as Xorb from "../../../src/hub/xet/xorb.ts"

const hello = {
  content: Buffer.from("Hello World!"),
  xorb: Buffer.from("000c0000000c000048656c6c6f20576f726c6421", "hex"),
  chunk: "d8d408e608fb9ca213b9909a65d86d725f2de4d8d540324be8a363e7a6e228cb",
  file: "a9dae0ad88b060bdd7e7c87abdcf95b132c95a0414b06d4f6beb68d287b87165",
  proof: "89cb63458e98cb4c75be6b50a5a7b7234b82f05d5348e6925fb71aaf5dc3862b",
  shard: Buffer.from(
    [
      "48465265706f4d6574614461746100556967456a7b815783a5bdd95ccdd14aa902000000000000000000000000000000",
      "bd60b088ade0daa9b195cfbd7ac8e7d74f6db014045ac9326571b887d268eb6b000000c0010000000000000000000000",
      "a29cfb08e608d4d8726dd8659a90b9134b3240d5d8e42d5fcb28e2a6e763a3e8000000000c0000000000000001000000",
      "4ccb988e4563cb8923b7a7a5506bbe7592e648535df0824b2b86c35daf1ab75f00000000000000000000000000000000",
      "53fcf17f65b1837f5dd6a14881c12db92877d6a31f4b2dfc69906d1200d2dd4a00000000000000000000000000000000",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00000000000000000000000000000000",
      "a29cfb08e608d4d8726dd8659a90b9134b3240d5d8e42d5fcb28e2a6e763a3e800000000010000000c00000014000000",
      "a29cfb08e608d4d8726dd8659a90b9134b3240d5d8e42d5fcb28e2a6e763a3e8000000000c0000000000000000000000",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00000000000000000000000000000000"
    ].join(""),
    "hex"
  )
}

const leaf = (text: string, size: number): Hash.Node => ({ hash: Hash.parse(text) ?? Buffer.alloc(32), size })
const a = leaf("cfc5d07f6f03c29bbf424132963fe08d19a37d5757aaf520bf08119f05cd56d6", 100)
const b = leaf("c3e67584b5c4fc2a89837ec39e40f2c8a6bb0b2987ac94cd4b31e5fbdd210a72", 200)
const c = leaf("0d2beb91b9196929a5ddec9f6e306924ddf4a24268e3e59fd8464738d525af37", 300)
const of = (count: number, ...nodes: ReadonlyArray<Hash.Node>) => Array.from({ length: count }, () => nodes).flat()

describe("Xet", () => {
  beforeAll(Hash.load)

  it("writes a hash with every eight bytes turned around", () => {
    const bytes = Buffer.from(Array.from({ length: 32 }, (_, i) => i))
    const text = "07060504030201000f0e0d0c0b0a090817161514131211101f1e1d1c1b1a1918"
    assert.strictEqual(Hash.format(bytes), text)
    assert.deepStrictEqual(Hash.parse(text), bytes)
    assert.isUndefined(Hash.parse(text.slice(1)))
  })

  it("names chunks, xorbs, files and ranges", () => {
    const chunk = Hash.ofChunk(hello.content)
    assert.strictEqual(Hash.format(chunk), hello.chunk)
    assert.strictEqual(Hash.format(Hash.root([{ hash: chunk, size: 12 }])), hello.chunk)
    assert.strictEqual(Hash.format(Hash.ofFile([{ hash: chunk, size: 12 }])), hello.file)
    assert.strictEqual(Hash.format(Hash.ofRange([chunk])), hello.proof)
    assert.strictEqual(Hash.format(Hash.ofFile([])), "0".repeat(64))
  })

  it("puts chunks into trees", () => {
    for (const [nodes, root, file] of [
      [of(1, a), Hash.format(a.hash), "8e16257caa3fe079d484d872a8975264b2ff683b0d6db9028cc7c0f968a45661"],
      [
        of(1, a, b, c),
        "71ec1275fca074724e2dd666921b3277c7cee603e4d025bcab2d4050015be2bc",
        "54e55dccc6653c612bdb5576c5d3cb34bb31bc4e100248abccf4c908b3ef7715"
      ],
      [
        of(4, a),
        "89f2ada89ff8c96763c6b25010e6dd76a4c05b1466207633ea559acf2093211b",
        "2cdba690d0e09563596e0cda626d43eb4c96ef1e994fe72d9b2f5a83cfcd36dd"
      ],
      [
        of(32, a),
        "0a0123c1617921883b7e13902095fcb86676e77c49120c33b233003b0af0e0a6",
        "53af4711fd1d5e5bdc7f931b6be932314d8d673cb16ad2482f6f5222eaf9e63d"
      ]
    ] as const) {
      assert.strictEqual(Hash.format(Hash.root(nodes)), root)
      assert.strictEqual(Hash.format(Hash.ofFile(nodes)), file)
    }
  })

  it("reads xorbs, with and without a footer", () => {
    const [chunk, ...more] = Xorb.read(hello.xorb)
    assert.deepStrictEqual([more, chunk?.size, chunk?.start, chunk?.end], [[], 12, 0, 20])
    assert.strictEqual(Hash.format(chunk?.hash ?? Buffer.alloc(32)), hello.chunk)
    assert.strictEqual(Xorb.read(Buffer.concat([hello.xorb, Buffer.from("XETBLOB\u0001 and so on")])).length, 1)
    assert.deepStrictEqual(Xorb.write(hello.content), hello.xorb)
    const large = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7) % 251))
    const written = Xorb.write(large)
    const read = Xorb.read(written)
    assert.deepStrictEqual(Buffer.concat(read.map(({ start }) => Xorb.contentAt(written, start))), large)
  })

  it("refuses xorbs that are none", () => {
    for (const [bytes, reason] of [
      [Buffer.alloc(0), "no chunk"],
      [hello.xorb.subarray(0, 19), "a chunk is cut off"],
      [hello.xorb.subarray(0, 5), "a chunk's header is cut off"],
      [Buffer.concat([Buffer.from([1]), hello.xorb.subarray(1)]), "not of a known kind"],
      [Buffer.concat([hello.xorb.subarray(0, 5), Buffer.from([13]), hello.xorb.subarray(6)]), "as long as its header"]
    ] as const)
      assert.throws(() => Xorb.read(bytes), reason)
  })

  it("reads what a shard says of files", () => {
    const [file, ...more] = Shard.read(hello.shard)
    assert.deepStrictEqual(more, [])
    assert.strictEqual(Hash.format(file?.hash ?? Buffer.alloc(32)), hello.file)
    const [term] = file?.terms ?? []
    assert.deepStrictEqual([file?.terms.length, term?.size, term?.start, term?.end], [1, 12, 0, 1])
    assert.strictEqual(Hash.format(term?.proof ?? Buffer.alloc(32)), hello.proof)
    assert.throws(() => Shard.read(hello.shard.subarray(0, 100)), "cut off")
    assert.throws(() => Shard.read(Buffer.alloc(100)), "no shard")
    const unproved = Buffer.from(hello.shard)
    unproved.writeUInt32LE(0, 48 + 32)
    assert.throws(() => Shard.read(unproved), "no verification")
  })
})
