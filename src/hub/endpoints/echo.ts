/** The model behind every endpoint of this Hub: it says what it was told, in the shape the caller expects. Pure. */

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value))

const property = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && key in value ? (value as Record<string, unknown>)[key] : undefined

/** The last thing anybody said. */
const lastWords = (messages: ReadonlyArray<unknown>): string => text(property(messages.at(-1), "content") ?? "")

const completion = (object: string, model: string, choice: object) => ({
  id: "echo",
  object,
  created: 0,
  model,
  choices: [{ index: 0, finish_reason: "stop", logprobs: null, ...choice }],
  usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }
})

/** What is said to `body`: JSON, or server-sent events when a chat asked for a stream. */
export const echo = (body: unknown, model: string): { readonly json: unknown } | { readonly events: string } => {
  const messages = property(body, "messages")
  if (Array.isArray(messages)) {
    const said = { role: "assistant", content: lastWords(messages) }
    if (property(body, "stream") !== true) return { json: completion("chat.completion", model, { message: said }) }
    const chunk = completion("chat.completion.chunk", model, { delta: said })
    return { events: `data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n` }
  }
  const prompt = property(body, "prompt")
  if (typeof prompt === "string") return { json: completion("text_completion", model, { text: prompt }) }
  const inputs = property(body, "inputs")
  if (typeof inputs === "string") return { json: [{ generated_text: inputs }] }
  return { json: inputs === undefined ? body : inputs }
}
