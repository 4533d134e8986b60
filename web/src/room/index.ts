/** The pages' own script. Every page reads without it; what it adds is shown once it runs. */

import { home } from "./home";

const PAGES: Record<string, () => void> = { shots: home };

document.documentElement.classList.add("live");
PAGES[document.body.dataset["page"] ?? ""]?.();
