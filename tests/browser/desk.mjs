// The desk in a real browser, as the people who work at it: an officer by keyboard, a supervisor as second person, an auditor.
//
// Called by `run`, which prepares a night and users:
//   DESK      address of a running desk, e.g. http://127.0.0.1:8080
//   PASSWORD  of the users officer, supervisor, auditor and admin
//   CHROMIUM  the browser's program
//   PICTURES  folder for screenshots; none are kept without it
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const { DESK, PASSWORD, CHROMIUM, PICTURES } = process.env;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LAPTOP = { width: 1366, height: 768 };
const complaints = [];
let browser;

before(async () => {
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
});
after(async () => browser?.close());

/** A visitor with a window of their own; whatever the browser complains of is kept. */
async function visitor(options = {}) {
  const context = await browser.newContext({ viewport: LAPTOP, locale: "en-GB", reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.on("console", (message) => {
    // A refused request is what some tests ask for; the browser tells of it as an error.
    const refused = /Failed to load resource.*\b(4\d\d)\b/.test(message.text());
    if (message.type() === "error" && !refused) complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  return page;
}

async function signIn(page, user, password = PASSWORD) {
  await page.goto(`${DESK}/login`);
  await page.locator("#user").fill(user);
  await page.locator("#password").fill(password);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

/** No serious finding of axe on the page as it stands, in light and in dark. */
async function accessible(page, what) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    // Evaluated from the test's side, so the page's own policy against foreign scripts stays in force.
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }));
    const serious = found.violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
    const told = serious.map(({ id, help, nodes }) => `${id}: ${help} — ${nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | ")}`);
    assert.deepEqual(told, [], `${what}, ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

async function picture(page, name, options = {}) {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, ...options });
}

const rows = (page) => page.locator("tr[data-row]");
const total = async (page) => Number((await page.locator("#queue-title .soft").innerText()).replace(/\D/g, ""));
/** Number of the case whose page is open. */
const caseOf = (page) => Number(new URL(page.url()).pathname.match(/^\/cases\/(\d+)$/)?.[1]);

/** A decision by keys alone: the verdict's key, the first reason that fits, a note, Ctrl+Enter. */
async function decideByKeys(page, key, note) {
  await page.keyboard.press(key);
  assert.equal(await page.evaluate(() => document.activeElement.name), "reason", `${key} leads to the reason`);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  await page.keyboard.type(note);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Control+Enter")]);
}

test("nobody comes in without the right password", async () => {
  const page = await visitor();
  await page.goto(`${DESK}/cases/1`);
  assert.equal(new URL(page.url()).pathname, "/login");
  await accessible(page, "login");
  await signIn(page, "officer", "not the password");
  assert.match(await page.locator("[role=alert]").innerText(), /do not fit/);
  assert.equal((await page.context().cookies()).some(({ name }) => name.includes("session")), false);
  await page.context().close();
});

test("an officer finds a case, decides by keyboard, takes it back", async (t) => {
  const page = await visitor();
  await signIn(page, "officer");
  const all = await total(page);

  await t.test("the queue tells why", async () => {
    assert.ok(all > 20 && (await rows(page).count()) > 20, `${all} cases`);
    const first = rows(page).first();
    assert.ok((await first.locator(".why").innerText()).length > 20, "a reason in words");
    assert.equal(await page.locator("tr.cut").count(), 1, "the capacity line is drawn");
    await accessible(page, "queue");
    await picture(page, "queue");
  });

  await t.test("filters narrow, links carry them, searches find", async () => {
    await page.goto(`${DESK}/?lane=audit`);
    const drawn = await total(page);
    assert.ok(drawn >= 1 && drawn < all, `${drawn} of ${all}`);
    const friend = await visitor();
    await signIn(friend, "supervisor");
    await friend.goto(page.url());
    assert.equal(await total(friend), drawn, "the same link shows a colleague the same");
    await friend.context().close();

    await page.goto(DESK);
    const mineral = page.locator('a[href*="mineral="]').first();
    await mineral.click();
    await page.waitForURL(/mineral=/);
    assert.ok((await total(page)) < all);

    await page.goto(DESK);
    const goods = await rows(page).first().locator("a.open").innerText();
    const word = goods.match(/[A-Za-z]{5,}|\p{Script=Han}{2,}/u)[0];
    await page.keyboard.press("/");
    await page.keyboard.type(word);
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=/);
    assert.ok((await rows(page).count()) >= 1, `found by ${word}`);
    assert.ok((await page.locator("a.open").allInnerTexts()).some((text) => text.includes(word)));
  });

  await t.test("a case is opened, decided and taken back without a mouse", async () => {
    await page.goto(`${DESK}/?lane=review`);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    await page.keyboard.press("o");
    await page.waitForURL(/\/cases\/\d+/);
    const opened = caseOf(page);
    await accessible(page, "case");
    await picture(page, "case");
    await picture(page, "case-whole", { fullPage: true });

    await Promise.all([page.waitForNavigation(), page.keyboard.press("t")]);
    assert.match(await page.locator(".standing").innerText(), /your hand/i);

    await decideByKeys(page, "i", "Opened for the keyboard test: r h e n p u must stay letters here.");
    const next = caseOf(page);
    assert.notEqual(next, opened, "the next case stands there");
    assert.match(await page.locator(".flash").innerText(), new RegExp(`Case ${opened}\\b`));

    await Promise.all([page.waitForNavigation(), page.keyboard.press("u")]);
    await page.goto(`${DESK}/cases/${opened}`);
    assert.match(await page.locator("#decisions-title + ol").innerText(), /taken back/);
    assert.match(await page.locator("#decisions-title + ol").innerText(), /must stay letters/);

    await page.goto(`${DESK}/cases/${opened}?lane=review`);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("n")]);
    assert.notEqual(caseOf(page), opened);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("p")]);
    assert.equal(caseOf(page), opened);
  });

  await t.test("a decision without reason or note is not taken", async () => {
    const before = page.url();
    await page.evaluate(() => document.querySelectorAll("#decide [required]").forEach((field) => field.removeAttribute("required")));
    await page.locator("#send").click();
    await page.waitForLoadState();
    assert.match(await page.locator("main").innerText(), /Choose a verdict/);
    await page.goto(before);
  });
  await page.context().close();
});

test("a red case is released by two people only", async () => {
  const officer = await visitor();
  await signIn(officer, "officer");
  await officer.goto(`${DESK}/?lane=inspect`);
  await rows(officer).first().locator("a.open").click();
  await officer.waitForURL(/\/cases\/\d+/);
  const red = caseOf(officer);
  await decideByKeys(officer, "r", "Assay of an accredited laboratory fits the declaration.");
  await officer.goto(`${DESK}/cases/${red}`);
  assert.match(await officer.locator(".panelside").innerText(), /second person/i);
  assert.equal(await officer.getByRole("button", { name: "Approve" }).count(), 0, "not by the one who proposed");

  const supervisor = await visitor();
  await signIn(supervisor, "supervisor");
  await supervisor.goto(`${DESK}/?proposed=yes`);
  await supervisor.locator(`tr[data-case="${red}"] a.open`).click();
  await supervisor.waitForURL(/\/cases\/\d+/);
  await accessible(supervisor, "a proposal");
  const note = supervisor.locator('form[action$="/second"] textarea, form[action$="/approve"] textarea').first();
  if (await note.count()) await note.fill("Seen the assay.");
  await Promise.all([supervisor.waitForNavigation(), supervisor.getByRole("button", { name: "Approve" }).click()]);
  await supervisor.goto(`${DESK}/cases/${red}`);
  assert.match(await supervisor.locator("#decisions-title + ol").innerText(), /approved by supervisor/);
  await officer.context().close();
  await supervisor.context().close();
});

test("two who decide at once: one is told, nothing is lost", async () => {
  const [one, two] = [await visitor(), await visitor()];
  await signIn(one, "supervisor");
  await signIn(two, "supervisor");
  await one.goto(`${DESK}/?lane=review&sort=oldest`);
  await rows(one).nth(3).locator("a.open").click();
  await one.waitForURL(/\/cases\/\d+/);
  await two.goto(one.url());
  await decideByKeys(one, "h", "First.");
  await decideByKeys(two, "e", "Second, typed with care.");
  const told = await two.locator("main").innerText();
  assert.match(told, /someone else was faster/i);
  assert.ok((await two.content()).includes("Second, typed with care."), "what was typed is kept");
  await one.context().close();
  await two.context().close();
});

test("the case file goes out, whole and provable", async () => {
  const page = await visitor();
  await signIn(page, "officer");
  await page.goto(`${DESK}/?lane=inspect`);
  await rows(page).first().locator("a.open").click();
  await page.waitForURL(/\/cases\/\d+/);
  const fetched = async (name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(`a[href*="/file.${name}"]`).click()]);
    return readFile(await download.path());
  };
  const json = await fetched("json");
  const file = JSON.parse(json);
  assert.ok(JSON.stringify(file).includes("sha256"));
  const pdf = await fetched("pdf");
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  assert.ok(pdf.length > 20_000 && pdf.subarray(-1024).includes("%%EOF"));
  assert.match(createHash("sha256").update(json).digest("hex"), /^[0-9a-f]{64}$/);
  await page.context().close();
});

test("in Chinese, all of it", async () => {
  const page = await visitor({ locale: "zh-CN" });
  await signIn(page, "officer");
  assert.match(await page.locator("html").getAttribute("lang"), /^zh/);
  assert.match(await page.locator("h1").innerText(), /\p{Script=Han}/u);
  await accessible(page, "queue in Chinese");
  await picture(page, "queue-zh");
  await rows(page).first().locator("a.open").click();
  await page.waitForURL(/\/cases\/\d+/);
  await accessible(page, "case in Chinese");
  await picture(page, "case-zh");
  await page.locator('a[hreflang="en"]').click();
  await page.waitForLoadState();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await page.context().close();
});

test("who may see what", async () => {
  const pages = { figures: "supervisor", warnings: "officer", models: "analyst", exceptions: "supervisor", audit: "auditor", users: "admin", account: "officer" };
  for (const [name, user] of Object.entries(pages)) {
    const page = await visitor();
    await signIn(page, user);
    const answer = await page.goto(`${DESK}/${name}`);
    assert.equal(answer.status(), 200, `${user} at ${name}`);
    await accessible(page, name);
    await picture(page, name);
    await page.context().close();
  }
  const officer = await visitor();
  await signIn(officer, "officer");
  for (const name of ["users", "audit"]) assert.equal((await officer.goto(`${DESK}/${name}`)).status(), 403, name);
  await officer.context().close();
  const auditor = await visitor();
  await signIn(auditor, "auditor");
  await auditor.goto(`${DESK}/cases/1`);
  assert.equal(await auditor.locator("#decide").count(), 0, "an auditor looks, and decides nothing");
  await auditor.context().close();
});

test("it works without a script", async () => {
  const page = await visitor({ javaScriptEnabled: false });
  await signIn(page, "officer");
  await page.goto(`${DESK}/?lane=review`);
  await rows(page).last().locator("a.open").click();
  const opened = caseOf(page);
  await page.locator('#decide input[value="hold"]').check();
  await page.locator('#decide select[name="reason"]').selectOption({ index: 1 });
  await page.locator('#decide textarea[name="note"]').fill("By mouse and form alone.");
  await page.locator("#send").click();
  await page.goto(`${DESK}/cases/${opened}`);
  assert.ok((await page.content()).includes("By mouse and form alone."));
  await page.context().close();
});

test("the browser had nothing to complain of", () => {
  assert.deepEqual(complaints, []);
});
