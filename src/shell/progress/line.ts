/** What one line of progress says. */
import { harmless } from "../render/paint.ts"

export interface State {
  readonly label: string
  readonly bytes: number
  readonly files: number
  readonly totalBytes: number | undefined
  readonly totalFiles: number | undefined
}

const units = ["B", "kB", "MB", "GB", "TB", "PB"] as const

/** `512 B`, `1.2 MB`: 1000-based, one decimal above bytes. */
export const size = (bytes: number): string => {
  let value = bytes
  let unit = 0
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return unit === 0 ? `${Math.round(value)} B` : `${value.toFixed(1)} ${units[unit]}`
}

/** `0:48`, `1:02:09`. */
export const clock = (seconds: number): string => {
  const whole = Math.ceil(seconds)
  const pair = (n: number) => String(n).padStart(2, "0")
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  return h > 0 ? `${h}:${pair(m)}:${pair(s)}` : `${m}:${pair(s)}`
}

const of = (done: string, total: string | undefined): string => (total === undefined ? done : `${done}/${total}`)

/** Longest time left worth telling: a week. */
const horizon = 7 * 24 * 3600

/** `Fetching 5 files: 3/5 files, 1.2 GB/3.4 GB, 45.3 MB/s, 0:48 left`; `rate` in bytes a second, undefined when unknown. */
export const line = (state: State, rate: number | undefined): string => {
  const parts: Array<string> = []
  if (state.files > 0 || (state.totalFiles ?? 0) > 0) {
    parts.push(
      `${of(String(state.files), state.totalFiles === undefined ? undefined : String(state.totalFiles))} files`
    )
  }
  if (state.bytes > 0 || (state.totalBytes ?? 0) > 0) {
    parts.push(of(size(state.bytes), state.totalBytes === undefined ? undefined : size(state.totalBytes)))
  }
  if (rate !== undefined && rate > 0) {
    parts.push(`${size(rate)}/s`)
    const left = state.totalBytes === undefined ? undefined : (state.totalBytes - state.bytes) / rate
    if (left !== undefined && left > 0 && left < horizon) parts.push(`${clock(left)} left`)
  }
  const label = harmless(state.label.replace(/\s+/g, " "))
  return parts.length === 0 ? label : `${label}: ${parts.join(", ")}`
}

/** Cuts a line so that it never wraps: wrapped lines could not be taken back. */
export const squeeze = (text: string, columns: number): string =>
  text.length < columns ? text : `${text.slice(0, Math.max(columns - 4, 0))}...`
