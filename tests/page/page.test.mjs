// The page of `chancery serve` in a real headless browser.
//
//   CHANCERY=target/debug/chancery CHROMIUM=/usr/bin/chromium npm test --prefix tests/page
//
// Screenshots go to the folder SCREENSHOTS, where one is given.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const binary = resolve(root, process.env.CHANCERY || "target/debug/chancery");
const port = Number(process.env.PORT || 8731);
const address = `http://127.0.0.1:${port}/`;
const pack = mkdtempSync(join(tmpdir(), "pack-"));
let server, browser;

const rule = (forms) => `[[cue]]\nid = "mutter"\nforms = ${forms}\nframe = ["that"]\n`;

before(async () => {
  writeFileSync(join(pack, "cues.toml"), rule('["muttered"]'));
  const article = join(root, "tests/articles/trend-2024-07-03.txt");
  server = spawn(binary, ["serve", article, "--port", port, "--rules", pack], { stdio: ["ignore", "ignore", "pipe"] });
  await new Promise((ready, failed) => {
    server.stderr.on("data", (data) => String(data).includes("open http") && ready());
    server.on("exit", () => failed(new Error("the server ended")));
  });
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
});

after(async () => {
  await browser?.close();
  server?.kill();
});

async function open(options = {}) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 }, ...options });
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.problems = problems;
  await page.goto(address);
  await page.waitForSelector("#article .m");
  return page;
}

async function shoot(page, name) {
  if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`) });
}

test("the reference article shows its quotations, agreements and countries", async () => {
  const page = await open();
  assert.equal(await page.locator("#quotes li").count(), 3);
  assert.ok((await page.locator("#agreements li").count()) >= 4);
  const countries = await page.locator("#countries").innerText();
  assert.match(countries, /Azerbaijan/);
  assert.match(countries, /China/);
  assert.match(await page.locator("#graph svg").getAttribute("aria-label"), /Azerbaijan and China/);
  await shoot(page, "reference");
  assert.deepEqual(page.problems, []);
  await page.close();
});

test("a finding and a word without one both say why", async () => {
  const page = await open();
  await page.locator("#quotes button").first().click();
  await page.waitForFunction(() => document.querySelector("#why").textContent.includes("quotation"));
  assert.match(await page.locator("#why").innerText(), /rule\s+quotes\//);
  assert.ok((await page.locator("#article .chosen").count()) > 0);
  await page.locator("#article .m").first().focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => /^m\d+ /.test(document.querySelector("#why").textContent));
  await page.close();
});

test("an error of the pack shows at its line, and a sound pack changes the findings", async () => {
  const page = await open();
  await page.fill("#text", "BAKU, July 3. Kyrgyz MP Askar Salymbekov growled that the deal was late.");
  await page.fill("#rules", '[[cue]]\nid = "growl"\nformz = ["growled"]\nframe = ["that"]\n');
  await page.waitForSelector("#errors li");
  assert.match(await page.locator("#errors").innerText(), /R0002: editor\.toml:3:1.*did you mean `forms`/s);
  assert.equal(await page.locator("#marks mark").innerText(), "formz");
  assert.equal(await page.getAttribute("#rules", "aria-invalid"), "true");
  assert.equal(await page.locator("#quotes li").count(), 0);
  await shoot(page, "error");
  await page.fill("#rules", '[[cue]]\nid = "growl"\nforms = ["growled"]\nframe = ["that"]\n');
  await page.waitForSelector("#quotes li");
  assert.equal(await page.locator("#errors li").count(), 0);
  await page.close();
});

test("a rule file that changes is read again", async () => {
  const page = await open();
  await page.fill("#text", "BAKU, July 3. Kyrgyz MP Askar Salymbekov mumbled that the deal was late.");
  await page.waitForFunction(() => document.querySelector("#quotes-count").textContent === "(0)");
  writeFileSync(join(pack, "cues.toml"), rule('["muttered", "mumbled"]'));
  await page.waitForSelector("#quotes li");
  await page.close();
});

test("text is text, never a part of the page", async () => {
  const page = await open();
  await page.fill("#text", 'BAKU, July 3. <img src=x onerror="window.broken = 1"> <script>window.broken = 1</script> Azerbaijan & China agreed.');
  await page.waitForSelector("#countries li");
  assert.equal(await page.evaluate(() => window.broken), undefined);
  assert.equal(await page.locator("#article img, #article script").count(), 0);
  await page.close();
});

test("other names for this machine and other paths are refused", async () => {
  const { request } = await import("node:http");
  const ask = (path, host) => new Promise((done, failed) => {
    request({ port, path, headers: { host } }, (answer) => { answer.resume(); done(answer.statusCode); }).on("error", failed).end();
  });
  assert.equal(await ask("/", `127.0.0.1:${port}`), 200);
  assert.equal(await ask("/", "evil.example:80"), 403);
  for (const path of ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/api/articles/..%2f..%2fetc%2fpasswd", "/api/articles/99"]) {
    assert.ok((await ask(path, "localhost")) >= 400, path);
  }
});

test("dark and narrow screens", async () => {
  const page = await open({ colorScheme: "dark", viewport: { width: 390, height: 844 } });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  assert.equal(wide, false);
  await shoot(page, "narrow-dark");
  await page.close();
});
