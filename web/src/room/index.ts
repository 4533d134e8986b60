/** The pages' own script. Every page reads without it; what it adds is shown once it runs. */

import { asking } from "./asking";
import { desk } from "./desk";
import { home } from "./home";
import { me } from "./me";
import { shot } from "./shot";

const PAGES: Record<string, () => void> = { shots: home, shot, me, ask: asking, desk };

document.documentElement.classList.add("live");
PAGES[document.body.dataset["page"] ?? ""]?.();
