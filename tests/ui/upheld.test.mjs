// A refusal is contested and the fund stands by it: the officer says why in codes and words, the person reads both and their
// letter says it. In Arabic and French.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enterAs, file } from "./console.mjs";
import { decide, employed } from "./forms.mjs";
import { base, desk, launch, look, open, phone, signIn } from "./lib.mjs";

const people = [
  {
    language: "fr",
    number: employed[0],
    login: "h.berrada",
    theme: "light",
    why: "L’ordonnance était bien celle d’un spécialiste.",
    answer: "L’ordonnance a été lue : le soin reste hors de la liste.",
  },
  {
    language: "ar",
    number: employed[2],
    login: "l.bennis",
    theme: "dark",
    why: "الوصفة موقعة من طبيب اختصاصي.",
    answer: "اطلعنا على الوصفة، والعلاج يبقى خارج اللائحة.",
  },
];

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

for (const { language, number, login, theme, why, answer } of people) {
  test(`a contested refusal is upheld, and the person reads why (${language})`, async () => {
    const person = await open(browser, { theme });
    await signIn(person, language, number);
    const see = (screen) => look(person, screen, { language, viewport: phone, theme });
    const [id] = await file(person, 1);
    decide(id, "take");
    decide(id, "refuse", "not_covered");
    await person.goto(`${base}/claims/${id}`);
    await person.getByTestId("contest-open").click();
    await person.getByTestId("contest-reason").fill(why);
    await person.getByTestId("contest-send").click();
    await person.locator('[data-step="contested"]').waitFor();

    const officer = await enterAs(browser, login, { language, theme });
    await officer.locator(`[data-claim="${id}"]`).click();
    await officer.locator('[data-testid="decision"]').getByText(why).first().waitFor({ state: "attached" });
    await officer.getByTestId("do-uphold").click();
    await officer.getByTestId("pick").waitFor();
    await officer.getByTestId("pick-send").click();
    await officer.getByTestId("pick").getByRole("alert").waitFor();
    await officer.getByTestId("pick").locator('input[value="by_the_rules"]').check();
    await officer.locator("#pick-words").fill(answer);
    for (const viewport of [phone, desk]) {
      await officer.setViewportSize(viewport);
      await look(officer, "office-uphold", { language, viewport, theme });
    }
    await officer.getByTestId("pick-send").click();
    await officer.locator(`[data-claim="${id}"]`).waitFor({ state: "detached" });
    await officer.context().close();

    await person.reload();
    const step = person.locator('[data-testid="timeline"] [data-step="upheld"]');
    await step.waitFor();
    assert.match(await step.textContent(), new RegExp(answer));
    assert.equal(await person.locator('[data-testid="claim-page"] .chip').getAttribute("data-status"), "rejected");
    assert.equal(await person.getByTestId("contest-open").count(), 0, "the fund has answered");
    await see("claim-upheld");
    const letter = await person.request.get(`${base}/v1/claims/${id}/letter`);
    assert.ok(letter.ok() && (await letter.body()).subarray(0, 5).equals(Buffer.from("%PDF-")));
    await person.context().close();
  });
}
