/** The shipped rules answer the cases of another language: `node replay.mjs OUT CASES`. */
import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { bundle } from "../e2e/shipped.mjs";

const [out, file] = process.argv.slice(2);
const sources = [
  "answers",
  "conditions",
  "deciding",
  "kernel",
  "packs",
  "triaging",
];
await bundle(
  out,
  Object.fromEntries(sources.map((name) => [name, `src/rules/${name}.ts`])),
);
const parts = await Promise.all(
  sources.map((name) => import(join(out, `${name}.js`))),
);
const {
  readFacts,
  parseCondition,
  decide,
  nextQuestions,
  conflicts,
  weigh,
  parsePack,
  triage,
  isSettled,
} = Object.assign({}, ...parts);

const read = (path) =>
  JSON.parse(
    readFileSync(new URL(`../../sync/${path}`, import.meta.url), "utf8"),
  );
const TRIAL = read("vectors/rules/trial.json");
const PACK = parsePack(TRIAL);
const PACKS = Object.fromEntries(
  Object.entries({
    classification: "classification",
    exemption: "exemption.demo",
    eligibility: "eligibility",
  }).map(([name, source]) => [
    name,
    parsePack(read(`rules/packs/${source}.json`)),
  ]),
);
const ids = (clauses) => clauses.map(({ id }) => id);
const MOST_SHOWN = 5;

function factsOf(pack, raw) {
  const { ok, facts, faults } = readFacts(pack, raw);
  if (!ok) throw new Error(`not facts: ${faults}`);
  return facts;
}

const ANSWERS = {
  weigh({ condition, facts }) {
    const weighed = weigh(
      parseCondition(condition, "case"),
      factsOf(PACK, facts),
      PACK.meanings,
    );
    return [weighed.value, weighed.facts];
  },

  read({ facts: raw }) {
    const { ok, facts, faults } = readFacts(PACK, raw);
    const byName = ([one], [other]) => (one < other ? -1 : 1);
    return ok
      ? { facts: [...facts].sort(byName) }
      : { faults: [...faults].sort(byCodePoint) };
  },

  parse({ condition }) {
    try {
      parseCondition(condition, "case");
      return "read";
    } catch (fault) {
      return fault.at;
    }
  },

  pack({ terms, clauses, conflicts: pairs, facts: raw }) {
    const pack = parsePack({ ...TRIAL, terms, clauses, conflicts: pairs });
    const facts = factsOf(pack, raw);
    const verdict = decide(pack, facts);
    return {
      outcome: verdict.outcome,
      between: [verdict.atLeast, verdict.atMost],
      clauses: ids(verdict.clauses),
      because: verdict.because,
      missing: verdict.missing,
      items: verdict.items,
      next: nextQuestions(pack, facts),
      conflicts: ids(conflicts(pack, facts)),
    };
  },

  triage({ facts }) {
    const found = triage(PACKS, new Map(Object.entries(facts)));
    return {
      outcome: found.outcome,
      clauses: ids(found.clauses),
      missing: found.missing,
      items: found.level.verdict.items,
      settled: isSettled(found),
      door: found.atDoor?.verdict.outcome ?? null,
      conflicts: ids(found.contradictions),
    };
  },
};

function byCodePoint(one, other) {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

let cases = 0;
const differing = [];
for await (const line of createInterface({ input: createReadStream(file) })) {
  const { seed, kind, answer, ...asked } = JSON.parse(line);
  cases += 1;
  const ours = ANSWERS[kind](asked);
  if (JSON.stringify(ours) === JSON.stringify(answer)) continue;
  differing.push({ seed, kind, ...asked, answer, ours });
}
console.log(
  JSON.stringify({
    cases,
    differing: differing.length,
    first: differing.slice(0, MOST_SHOWN),
  }),
);
