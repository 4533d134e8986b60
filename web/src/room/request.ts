/** Asking the room's server: JSON there and back, with the word that proves that it was one of our pages. */

/** Return what the page says of itself under a name. */
export function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}

/** The newest event that this page's content knew of. */
export const newestEvent = (): string => meta("newest-event");

/** What the server answered instead of doing it: one sentence for a person. */
export class Refusal extends Error {
  constructor(
    sentence: string,
    readonly status: number,
  ) {
    super(sentence);
  }
}

/** Send a request and return its JSON. Throws a `Refusal` with the server's own sentence. */
export async function ask<Answer>(method: "GET" | "POST" | "PUT" | "DELETE", url: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (method !== "GET") headers["x-rushes-csrf"] = meta("csrf");
  if (body !== undefined) headers["content-type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }), ...(signal ? { signal } : {}) });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refusal("The room does not answer. Is `rushes review` still running?", 0);
  }
  const text = await response.text();
  let answer: unknown = null;
  try {
    answer = text ? JSON.parse(text) : null;
  } catch {
    /* no JSON: the status says enough */
  }
  if (!response.ok) {
    const sentence = (answer as { error?: string } | null)?.error;
    throw new Refusal(sentence ?? `The room answered ${response.status}.`, response.status);
  }
  return answer as Answer;
}

/** Say something to whoever listens to the page instead of looking at it. */
export function announce(words: string): void {
  const live = document.getElementById("live");
  if (live) live.textContent = words;
}
