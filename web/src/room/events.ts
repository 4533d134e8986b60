/** The stream of what happens in the show: one a page; the browser itself goes on after a break by `Last-Event-ID`. */

import { newestEvent } from "./request";

export type Job = {
  id: string;
  shot: string;
  version: string;
  state: string;
  step: string;
  done: number;
  total: number;
  seconds_left: number | null;
  error: string;
};
export type TakeChange = { shot: string; version: string; state: string; open_notes: number; failed: number; new: boolean };
export type AskChange = { id: string; shot: string; state: string; words: string };

export type Listeners = {
  job?: (job: Job) => void;
  take?: (take: TakeChange) => void;
  desk?: () => void;
  ask?: (asked: AskChange) => void;
};

/** Listen to what happens; the page is loaded again when too much happened while it was away. */
export function listen(listeners: Listeners): EventSource {
  const stream = new EventSource(`/api/events?after=${encodeURIComponent(newestEvent())}`);
  for (const [kind, tell] of Object.entries(listeners)) {
    stream.addEventListener(kind, (event) => (tell as (data: unknown) => void)(JSON.parse((event as MessageEvent<string>).data)));
  }
  stream.addEventListener("reset", () => window.location.reload());
  window.addEventListener("pagehide", () => stream.close());
  return stream;
}
