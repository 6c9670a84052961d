// The report of `annotate --to html` in a real headless browser: light, dark and narrow.
//
// Screenshots go to the folder SCREENSHOTS, where one is given.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const binary = resolve(root, process.env.CHANCERY || "target/debug/chancery");
const folder = mkdtempSync(join(tmpdir(), "report-"));
let browser;

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
});

after(() => browser?.close());

async function open(name, input, options = {}) {
  const file = join(folder, `${name}.html`);
  execFileSync(binary, ["annotate", "--to", "html", "--output", file, join(root, input)]);
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, ...options });
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`file://${file}`);
  if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`), fullPage: true });
  assert.deepEqual(asked, [`file://${file}`], "nothing is fetched");
  return page;
}

test("a corpus has charts that are drawn, and tables", async () => {
  const page = await open("corpus", "tests/articles");
  const charts = page.locator("figure svg");
  assert.ok((await charts.count()) >= 6);
  for (const chart of await charts.all()) {
    const box = await chart.boundingBox();
    assert.ok(box.width > 300 && box.height > 40, JSON.stringify(box));
    assert.ok((await chart.locator("rect").count()) > 0);
  }
  assert.match(await page.locator("body").innerText(), /Aykhan Hajizada/);
});

test("one article shows its findings", async () => {
  const page = await open("article", "tests/articles/trend-2024-07-03.txt", { colorScheme: "dark" });
  assert.ok((await page.locator(".article .country").count()) > 5);
  assert.ok((await page.locator(".article .quote").count()) > 3);
  assert.match(await page.locator(".article .person").first().getAttribute("title"), /person/);
});

test("a narrow screen does not scroll sideways", async () => {
  const page = await open("narrow", "tests/articles", { viewport: { width: 390, height: 800 } });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${wide} pixels too wide`);
});
