/** The pages' own script. A page that shows a take loads `player.js` beside it. */
export {};
