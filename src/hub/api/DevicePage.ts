/**
 * Login by browser, the person's side of it: `/device` asks for the code and for who you are, which is one of your access tokens
 * (the owner's is in `owner.token`). There are no cookies here, so nobody else's page can say yes for you.
 */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import { Grants, type WaitingLogin } from "../accounts/Grants.ts"
import type { Call } from "./Call.ts"
import * as Http from "./Http.ts"
import * as Identity from "./Identity.ts"

const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

const headers = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer"
}

const page = (status: number, title: string, body: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(
    `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${title}</title>
<style>body { font-family: system-ui; max-width: 32rem; margin: 4rem auto; line-height: 1.5 } input { display: block; width: 100% }</style>
<h1>${title}</h1>
${body}
</html>
`,
    { status, contentType: "text/html; charset=utf-8", headers }
  )

/** As people copy codes: in any case, with or without the dash. */
const codeOf = (text: string): string => {
  const letters = text.toUpperCase().replace(/[^A-Z]/g, "")
  return `${letters.slice(0, 4)}-${letters.slice(4)}`.slice(0, 12)
}

const form = (code: string, login: WaitingLogin | undefined, status = 200, trouble?: string) =>
  page(
    status,
    "Log in a device",
    `${trouble === undefined ? "" : `<p role="alert"><strong>${trouble}</strong></p>`}
<p>A program wants to act in your name. Say yes only if you started it yourself just now, and it shows this very code.</p>
${login === undefined ? "" : `<p>Program: ${escape(login.clientId)}${login.scope === "" ? "" : `; it asks for: ${escape(login.scope)}`}</p>`}
<form method="post" action="/device">
<p><label>Code <input name="code" value="${escape(code)}" autocomplete="off" required></label></p>
<p><label>One of your access tokens <input name="token" type="password" autocomplete="off" required></label></p>
<p><button name="action" value="approve">Approve</button> <button name="action" value="deny">Deny</button></p>
</form>`
  )

/** `GET /device[?code=…]` */
export const show = Effect.fnUntraced(function* (call: Call) {
  const given = call.query.get("code") ?? ""
  const code = given === "" ? "" : codeOf(given)
  return form(code, code === "" ? undefined : yield* (yield* Grants).waiting(code))
})

/** `POST /device`: who it is stands in the form, or in the header as everywhere else. */
export const decide = Effect.fnUntraced(function* (call: Call) {
  const fields = yield* Http.form(call.request)
  const grants = yield* Grants
  const code = codeOf(fields.get("code") ?? "")
  const login = yield* grants.waiting(code)
  const viewer = call.viewer ?? (yield* Identity.byToken((fields.get("token") ?? "").trim()))
  if (viewer === undefined) return form(code, login, 401, "That is nobody's access token.")
  // Or a login could prolong itself for ever.
  if (viewer.tokenExpiresAt !== undefined)
    return form(code, login, 403, "The token of a login by browser cannot approve another one: use an access token.")
  const action = fields.get("action")
  if (action !== "approve" && action !== "deny") return form(code, login, 400, "Approve or deny it.")
  if (!(yield* grants.decide(code, viewer, action === "approve")))
    return form(code, undefined, 404, "No login waits under this code. It may have expired, or somebody has decided.")
  return action === "approve"
    ? page(
        200,
        "You are logged in",
        `<p>${escape(viewer.account.name)}, the program goes on. You can close this page.</p>`
      )
    : page(200, "Denied", "<p>The program gets nothing. You can close this page.</p>")
})
