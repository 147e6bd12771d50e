// What @huggingface/hub does, as a program: `js-client.mjs download|upload HUB TOKEN REPO FOLDER`.
import { createRepo, snapshotDownload, uploadFiles } from "@huggingface/hub"
import { pathToFileURL } from "node:url"

const [what, hubUrl, accessToken, repo, folder] = process.argv.slice(2)
const settings = { hubUrl, accessToken, repo }
console.log = () => {}

if (what === "download") await snapshotDownload({ ...settings, cacheDir: folder })
else {
  await createRepo(settings)
  await uploadFiles({ ...settings, useXet: false, files: [pathToFileURL(`${folder}/`)] })
}
