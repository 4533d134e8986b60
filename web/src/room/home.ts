/** The wall: jobs go on before one's eyes, and the wall follows what is decided elsewhere. */

import { clock, find, make, settled } from "./dom";
import { type AskChange, type Job, listen } from "./events";
import { renew } from "./renew";
import { announce } from "./request";

const FINISHED = 3;

/** Bring the first page to life. */
export function home(): void {
  const again = settled(() => void renew("#groups", ".wall .pills", "#waits"), 400);
  listen({ job: showJob, take: again, desk: again, ask: showAsked });
}

function entry(id: string): HTMLLIElement | null {
  return find<HTMLLIElement>(`#jobs > [data-job="${CSS.escape(id)}"]`);
}

function put(id: string, row: HTMLLIElement): void {
  const list = find("#jobs");
  if (!list) return;
  const old = entry(id);
  if (old) old.replaceWith(row);
  else list.prepend(row);
  const ended = [...list.children].filter((one) => !one.classList.contains("running") && !one.classList.contains("waiting"));
  for (const gone of ended.slice(FINISHED)) gone.remove();
  const none = find("#no-jobs");
  if (none) none.hidden = list.children.length > 0;
}

/** Show a job as it is now; the bar itself stays, so that it moves instead of flickering. */
export function showJob(job: Job): void {
  if (!find("#jobs")) return;
  const running = job.state === "running";
  const old = entry(job.id);
  const bar = find<HTMLProgressElement>("progress", old ?? document.createElement("div"));
  if (running && old && bar && old.classList.contains("running")) {
    bar.max = job.total || 1;
    bar.value = job.done;
    const step = find(".step", old);
    if (step) step.textContent = progress(job);
    return;
  }
  put(job.id, row(job.id, job.shot, job.version, job.state, running ? progress(job) : outcome(job), running ? job : null));
  if (job.state === "done" || job.state === "failed") announce(`${job.shot} ${job.version} is ${job.state}.`);
}

function showAsked(asked: AskChange): void {
  if (asked.state === "gone") {
    entry(asked.id)?.remove();
    const none = find("#no-jobs");
    if (none) none.hidden = (find("#jobs")?.children.length ?? 0) > 0;
    return;
  }
  put(asked.id, row(asked.id, asked.shot, "", asked.state, asked.words, null));
}

function row(id: string, shot: string, version: string, state: string, words: Node | string, job: Job | null): HTMLLIElement {
  const bar = job && make("progress", { max: String(job.total || 1), value: String(job.done), "aria-label": `${shot} ${version}, ${job.step}` });
  return make(
    "li",
    { class: `job ${state}`, "data-job": id },
    make("span", { class: "head" }, make("strong", {}, shot), ` ${version} `, make("span", { class: "job-state" }, state)),
    bar,
    make("span", { class: "quiet step" }, words),
  );
}

function progress(job: Job): string {
  const left = job.seconds_left ? ` · ${clock(job.seconds_left)} left` : "";
  return job.step ? `${job.step} ${job.done}/${job.total}${left}` : "begins";
}

function outcome(job: Job): Node | string {
  if (job.error) return job.error;
  if (job.state === "done") return make("a", { href: `/shots/${job.shot}` }, "Look at it");
  return "Ask for it again to go on: what is finished is kept.";
}
