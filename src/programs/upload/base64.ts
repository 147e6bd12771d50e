/** Node's own encoder, some hundred times faster than one written in JavaScript: contents of whole commits go through it. */
export const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64")
