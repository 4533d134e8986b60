/** The player's look: neutral greys only, so that no colour beside the picture changes how it is seen; amber for what is on. */

export const STYLE = `
:host { --ink: #e6e6e6; --dim: #a3a3a3; --line: #2e2e2e; --back: #121212; --card: #1c1c1c; --stage: #0b0b0b;
  --on: #e2a444; --good: #8fc7a1; --bad: #f09a84;
  display: block; position: relative; min-height: 320px; color: var(--ink); background: var(--back); color-scheme: dark;
  font: 13px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; -webkit-tap-highlight-color: transparent; }
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.room { display: grid; height: 100%; min-height: inherit; grid-template: minmax(0, 1fr) auto / auto minmax(0, 1fr); }
.versions { grid-row: 1; width: 164px; padding: 10px 8px; overflow-y: auto; border-right: 1px solid var(--line); display: flex; flex-direction: column; gap: 4px; }
.row { display: flex; gap: 2px; align-items: stretch; }
.foot { grid-column: 1 / -1; padding: 6px 12px 10px; }
.stage { position: relative; min-height: 0; background: var(--stage); overflow: hidden; outline-offset: -2px; }
.stage canvas { position: absolute; inset: 0; width: 100%; height: 100%; display: block; }
.stage canvas:last-of-type { touch-action: none; }

button, select { font: inherit; color: inherit; background: none; border: 1px solid transparent; border-radius: 5px; cursor: pointer; }
button { min-width: 32px; height: 32px; padding: 0 5px; display: inline-flex; align-items: center; justify-content: center; }
button:hover:not(:disabled) { background: #262626; }
button:disabled { color: #555; cursor: default; }
:focus-visible { outline: 2px solid var(--on); outline-offset: 1px; }
.stage:focus-visible { outline: 1px solid #7a7a7a; outline-offset: -1px; }
button[aria-pressed="true"] { color: var(--on); background: #2a2419; }
svg { width: 20px; height: 20px; display: block; }
.lined { fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.filled { fill: currentColor; stroke: currentColor; stroke-width: 1.5; stroke-linejoin: round; }

.version { flex: 1; height: auto; min-height: 42px; padding: 5px 8px; display: grid; grid-template: auto auto / auto 1fr; justify-items: start; align-items: baseline; gap: 0 7px; text-align: left; }
.version .name { font-size: 14px; font-variant-numeric: tabular-nums; }
.version .newest { font-size: 12px; color: var(--on); }
.version .state { grid-column: 1 / -1; font-size: 12px; color: var(--dim); }
.version .state.circled { color: var(--good); }
.version .state.killed { color: var(--bad); }
.version[aria-pressed="true"] { color: #fff; background: #262626; box-shadow: inset 2px 0 var(--on); }
.with { height: auto; min-width: 26px; padding: 0; color: var(--dim); font-size: 12px; }
.with:disabled { visibility: hidden; }

.badge { position: absolute; top: 10px; padding: 2px 9px; border-radius: 4px; background: rgb(0 0 0 / 0.62); font-variant-numeric: tabular-nums; pointer-events: none; white-space: pre; }
.badge em { font-style: normal; color: var(--dim); margin-left: 6px; }
.wipe { position: absolute; width: 1px; background: rgb(255 255 255 / 0.75); box-shadow: 0 0 2px #000; pointer-events: none; }
.wipe::after { content: ""; position: absolute; top: 50%; left: -5px; width: 11px; height: 34px; margin-top: -17px; border-radius: 6px; background: #f2f2f2; box-shadow: 0 0 4px rgb(0 0 0 / 0.6); }
.legend { position: absolute; right: 12px; bottom: 12px; padding: 8px 12px; border-radius: 5px; background: rgb(0 0 0 / 0.72); pointer-events: none; }
.legend p { margin: 0 0 5px; color: var(--dim); font-size: 12px; }
.legend div { display: grid; grid-template-columns: 12px auto 1fr; gap: 0 8px; align-items: center; font-size: 12px; font-variant-numeric: tabular-nums; line-height: 1.5; }
.legend div > :last-child { color: var(--dim); }
.legend i { width: 12px; height: 12px; border-radius: 2px; background: var(--colour); }
.trouble { position: absolute; inset: 0; display: grid; place-items: center; padding: 24px; background: var(--stage); }
.trouble p { max-width: 54ch; margin: 0; padding: 18px 22px; background: var(--card); border-left: 3px solid var(--bad); border-radius: 3px; font-size: 15px; line-height: 1.5; overflow-wrap: anywhere; }
.loading { position: absolute; left: 50%; top: 50%; transform: translate(-50%, -50%); color: var(--dim); animation: late 0s 0.4s both; }
@keyframes late { from { visibility: hidden; } to { visibility: visible; } }
.said { position: absolute; left: 12px; bottom: calc(6% + 14px); max-width: min(56ch, 60%); padding: 10px 14px; border-radius: 5px; background: rgb(0 0 0 / 0.72); border-left: 2px solid var(--on); pointer-events: none; }
.said strong { font-weight: 600; display: block; }
.said p { margin: 2px 0 0; white-space: pre-line; overflow-wrap: anywhere; }

.sight { display: flex; gap: 4px 16px; flex-wrap: wrap; min-height: 19px; color: var(--dim); font-size: 12.5px; font-variant-numeric: tabular-nums; }
.sight .lack { color: var(--on); }
.line { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 18px; align-items: center; margin: 4px 0 6px; }
.readout { display: grid; grid-template-columns: auto auto; align-items: baseline; gap: 0 10px; min-width: 148px; font-variant-numeric: tabular-nums; }
.readout .frame { font-size: 27px; line-height: 1.1; font-weight: 500; letter-spacing: 0.01em; min-width: 3.1ch; }
.readout .timecode { grid-column: 1 / -1; color: var(--dim); }
.seal { font-size: 12px; min-width: 62px; }
.seal.same { color: var(--good); }
.seal.other { color: #121212; background: var(--bad); padding: 0 6px; border-radius: 3px; }
.timeline { position: relative; padding-bottom: 9px; }
.track { position: relative; height: 30px; border-radius: 4px; background: #1a1a1a; cursor: pointer; touch-action: none; overflow: hidden; }
.range { position: absolute; top: 0; bottom: 0; background: #2b2b2b; }
.range.chosen { background: #383022; box-shadow: inset 2px 0 var(--on), inset -2px 0 var(--on); }
.scale { position: absolute; inset: 0; width: 100%; height: 100%; }
.head { position: absolute; top: 0; bottom: 0; width: 2px; margin-left: -1px; background: #fff; }
.notes { position: absolute; left: 0; right: 0; bottom: -5px; height: 14px; }
.note { position: absolute; bottom: 0; min-width: 14px; height: 14px; padding: 0; border: 0; border-radius: 0; }
.note::after { content: ""; position: absolute; left: 0; right: 0; top: 5px; height: 4px; border-radius: 2px; background: var(--on); }
.note:hover:not(:disabled) { background: none; }
.note:hover::after, .note.shown::after { top: 3px; height: 8px; }
.note.addressed::after { background: #8a8a8a; }
.note.verified::after { background: var(--good); }
.note.elsewhere::after { opacity: 0.45; }

.bar { display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: center; }
.group { display: flex; align-items: center; gap: 1px; }
.group[aria-label="Player"] { margin-left: auto; }
.speed:not(:empty) { padding-left: 6px; color: var(--on); font-variant-numeric: tabular-nums; min-width: 4ch; }
.exposure { min-width: 40px; text-align: center; font-variant-numeric: tabular-nums; }
.letter { font-weight: 600; font-size: 13px; }
.letter.red { color: #ef8b80; } .letter.green { color: #8fc98f; } .letter.blue { color: #8db4f0; }
.letter.still { font-size: 12px; }
.choice { display: inline-flex; gap: 6px; align-items: center; color: var(--dim); }
select { height: 30px; padding: 0 6px; color: var(--ink); background: var(--card); border-color: var(--line); max-width: 150px; }
input[type="range"] { width: 80px; accent-color: var(--on); }
.colours { display: inline-flex; gap: 1px; padding: 0 4px; }
.swatch { min-width: 28px; width: 28px; padding: 0; }
.swatch::after { content: ""; width: 14px; height: 14px; border-radius: 50%; background: var(--colour); }
.swatch[aria-pressed="true"] { background: none; border-color: var(--ink); }

.help { width: min(980px, calc(100% - 32px)); max-height: calc(100% - 32px); padding: 22px 28px 20px; color: var(--ink); background: #171717; border: 1px solid #383838; border-radius: 8px; overflow: auto; }
.help::backdrop { background: rgb(0 0 0 / 0.66); }
.help header { display: flex; justify-content: space-between; align-items: center; }
.help h2 { margin: 0; font-size: 18px; font-weight: 600; }
.help h3 { break-after: avoid; margin: 0 0 6px; font-size: 13px; font-weight: 600; color: var(--on); }
.help .columns { columns: 3 270px; column-gap: 30px; margin-top: 12px; }
.help section { margin-bottom: 16px; }
.help dl { margin: 0; }
.help dl div { display: grid; grid-template-columns: 88px 1fr; gap: 10px; align-items: baseline; padding: 2px 0; break-inside: avoid; }
.help dd { margin: 0; }
.help p { margin: 6px 0 0; color: var(--dim); max-width: 90ch; }
.shut { border-color: var(--line); padding: 0 14px; }
kbd { font: inherit; font-size: 12px; padding: 1px 6px; border: 1px solid #3d3d3d; border-bottom-width: 2px; border-radius: 4px; background: #222; white-space: nowrap; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

@media (pointer: coarse) { button { min-width: 40px; height: 40px; } .swatch { min-width: 40px; } .note { height: 22px; bottom: -6px; } .track { height: 40px; } }
@container player (max-width: 860px) {
  .room { grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr); }
  .versions { grid-row: auto; width: auto; flex-direction: row; overflow-x: auto; border-right: 0; border-bottom: 1px solid var(--line); padding: 6px 8px; }
  .row { flex: none; }
  .line { grid-template-columns: minmax(0, 1fr); gap: 6px; }
  .readout { grid-template-columns: auto auto 1fr; }
  .readout .timecode { grid-column: auto; justify-self: end; }
}
:host { container: player / inline-size; }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
`;
