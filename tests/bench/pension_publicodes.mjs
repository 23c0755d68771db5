// The pension rule of crates/domain/src/pension.rs, ported to publicodes, to be measured against.
// Called as `pension_publicodes.mjs MONTHS SINGLES`, in a folder where publicodes is installed: the days of a career and
// its 96 salaries are given, which leaves out finding them. Prints one JSON object.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";

const folder = join(process.cwd(), "node_modules/publicodes");
const { version, module } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const { default: Engine } = await import(pathToFileURL(join(folder, module ?? "dist/index.js")).href);
const months = Number(process.argv[2]);
const names = Array.from({ length: 96 }, (_, place) => `salaire ${place + 1}`);

const rules = {
  jours: null,
  ...Object.fromEntries(names.flatMap((name) => [
    [name, { unité: "DH" }],
    [`${name} plafonné`, { valeur: name, plafond: "6000 DH" }],
  ])),
  "salaire de référence": { somme: names.map((name) => `${name} plafonné / 96`) },
  // publicodes rounds to the nearest: less nearly a half, that is rounding down.
  tranches: { valeur: "(jours - 3240) / 216 - 0.499", arrondi: "oui" },
  taux: { valeur: "50 + tranches", plafond: 70 },
  pension: { valeur: "salaire de référence * taux / 100", plancher: "1000 DH", arrondi: "2 décimales" },
};

const engine = new Engine(rules);
const situation = { jours: months * 26, ...Object.fromEntries(names.map((name) => [name, "4500 DH"])) };
const spent = [];
let amount;
for (let turn = 0; turn < Number(process.argv[3]); turn++) {
  engine.setSituation(situation);
  const start = performance.now();
  amount = engine.evaluate("pension").nodeValue;
  spent.push((performance.now() - start) / 1000);
}
spent.sort((one, other) => one - other);
console.log(JSON.stringify({ name: `publicodes ${version}`, single_seconds: spent[Math.floor(spent.length / 2)], amount }));
