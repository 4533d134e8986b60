/** The pages' own script. Every page reads without it; what it adds is shown once it runs. */

import { asking } from "./asking";
import { desk } from "./desk";
import { home } from "./home";
import { me } from "./me";
import { performer } from "./performer";
import { shot } from "./shot";
import { signing } from "./signing";

const PAGES: Record<string, () => void> = { shots: home, shot, me, ask: asking, desk };

document.documentElement.classList.add("live");
PAGES[document.body.dataset["page"] ?? ""]?.();
signing();
performer();
