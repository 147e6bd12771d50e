import { describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Guide } from "./Guide.ts"

describe("hf doctor", () => {
  layer(Guide.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped.skipIf(process.platform !== "linux")("says of each thing how it is, and by its code if all is well", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session()
        yield* play(`
>>> hf doctor | sed -E 's/[0-9.]+[MGT] free/SIZE free/; s/[0-9]+ s from/N s from/'
✓ dns          127.0.0.1 is an address
✓ proxy        none
✓ endpoint     https://huggingface.co answers
- certificates the endpoint is plain http
✓ clock        N s from the Hub's
✓ token        it is Wauplin's (from environment)
✓ cache        ~/.cache/huggingface/hub can be made
✓ links        symbolic links can be made
✓ locks        files can be locked
✓ case         'a' and 'A' are two names
✓ disk         SIZE free for ~
>>> find . -type f
>>> HF_TOKEN= hf doctor -q | paste -sd ' '
ok ok ok skipped ok warning ok ok ok ok ok
>>> HF_TOKEN=hf_wrong hf doctor --json | grep -o '{"check": "token".*login --force[^}]*}'
{"check": "token", "verdict": "failed", "detail": "Invalid user token. Invalid credentials in Authorization header", "remedy": "Log in again: hf auth login --force; or correct HF_TOKEN."}
>>> SSL_CERT_FILE=/nowhere.pem hf doctor | sed -E 's/[0-9.]+[MGT] free/SIZE free/'
- dns          not asked
- proxy        not asked
- endpoint     not asked
✗ certificates Invalid SSL_CERT_FILE '/nowhere.pem': it cannot be read (ENOENT).
               Correct the variable, or unset it.
- clock        not asked
- token        not asked
✓ cache        ~/.cache/huggingface/hub can be made
✓ links        symbolic links can be made
✓ locks        files can be locked
✓ case         'a' and 'A' are two names
✓ disk         SIZE free for ~
>>> SSL_CERT_FILE=/nowhere.pem hf doctor -q >/dev/null
[exit 1]
>>> HF_ENDPOINT=http://127.0.0.1:1 HF_HUB_CACHE=/proc/nowhere hf doctor
✓ dns          127.0.0.1 is an address
✓ proxy        none
✗ endpoint     Cannot reach http://127.0.0.1:1/api/models: connection refused (ECONNREFUSED).
               Check the network, the proxy variables and HF_ENDPOINT.
- certificates the endpoint is plain http
- clock        the Hub did not tell the time
- token        the Hub cannot be asked
✗ cache        /proc cannot be written to (ENOENT)
               Set HF_HOME or HF_HUB_CACHE to a folder that you may write to.
- links        nothing can be tried here
- locks        nothing can be tried here
- case         nothing can be tried here
✗ disk         0.0 free for /proc
               Make room (hf cache gc, hf cache prune), or set HF_HOME to a place with more.
[exit 1]
>>> HF_ENDPOINT=http://hub.invalid HTTP_PROXY=http://user:secret@127.0.0.1:1 hf doctor | sed -n 1,6p
- dns          the proxy looks names up
✗ proxy        Cannot reach http://hub.invalid/api/models through the proxy http://127.0.0.1:1/: the proxy is not there (ECONNREFUSED).
               Check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY.
- endpoint     the proxy does not let us ask
- certificates the endpoint is plain http
- clock        the Hub did not tell the time
>>> HF_ENDPOINT=https://hub.invalid HTTPS_PROXY='not a url' hf doctor 2>/dev/null | sed -n 2,4p
✗ proxy        Invalid HTTPS_PROXY 'not a url': write http://HOST:PORT or https://HOST:PORT, with USER:PASSWORD@ before the host if the proxy asks for them.
               Correct the variable, or unset it.
- endpoint     not asked
>>> HTTP_PROXY=ftp://user:secret@x hf doctor 2>&1 | grep '^✗'
✗ proxy        Invalid HTTP_PROXY 'ftp://…@x': proxies are http:// or https:// ones.
>>> ALL_PROXY=socks5://127.0.0.1:1080 hf doctor 2>&1 | grep '^✗'
✗ proxy        Invalid ALL_PROXY 'socks5://127.0.0.1:1080': SOCKS is not spoken here; proxies are http:// or https:// ones.
>>> ALL_PROXY=socks5://127.0.0.1:1080 hf auth whoami 2>&1 | head -1
Error: Invalid ALL_PROXY 'socks5://127.0.0.1:1080': SOCKS is not spoken here; proxies are http:// or https:// ones.
>>> HTTP_PROXY=http:// hf env 2>/dev/null | grep -E '^- (Proxy|Cache file system)'
- Proxy: http by an unreadable address
- Cache file system: links: symbolic links can be made; locks: files can be locked; case: 'a' and 'A' are two names
>>> HF_ENDPOINT=http://hub.invalid HTTP_PROXY=http://proxy.invalid:3128 hf doctor -q | paste -sd ' '
skipped failed skipped skipped skipped skipped ok ok ok ok ok
`)
      })
    )
  })
})
