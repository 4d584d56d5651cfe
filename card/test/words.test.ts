import assert from "node:assert/strict";
import { test } from "node:test";

import type { Locale } from "../src/hass";
import { Words } from "../src/words";
import { TEXTS } from "./texts";

const N = "\u00a0";
// A Friday, 18:04 in Berlin.
const NOW = Date.UTC(2026, 10, 27, 17, 4) / 1000;
const HOUR = 3600;
const DAY = 24 * HOUR;

const speak = (locale: Partial<Locale> = {}, zone = "Europe/Berlin", texts = TEXTS): Words =>
  new Words(texts, { language: "en", time_format: "24", ...locale }, zone, () => NOW);
const words = speak();

test("sizes are decimal, with a tenth below 100 of a unit and a space that does not break", () => {
  const said = [0, 999, 999_499, 999_500, 2_100_000_000, 99_949_999_999, 99_950_000_000, 354e9, 999_600_000_000, 1.4e12, 5.2e15];
  assert.deepEqual(said.map((one) => words.size(one)), [
    `0${N}B`, `999${N}B`, `999${N}kB`, `1.0${N}MB`, `2.1${N}GB`, `99.9${N}GB`, `100${N}GB`, `354${N}GB`, `1.0${N}TB`, `1.4${N}TB`,
    `5,200${N}TB`,
  ]);
  assert.equal(words.size(undefined), "");
  assert.equal(words.size(null), "");
  assert.equal(words.size(Number.NaN), "");
});

test("what is done is told in the unit of the whole", () => {
  assert.equal(words.sizeOf(1_300_000_000, 2_200_000_000), `1.3 of 2.2${N}GB`);
  assert.equal(words.sizeOf(300_000_000, 2_200_000_000), `0.3 of 2.2${N}GB`);
  assert.equal(words.sizeOf(0, 2_200_000_000), `0 of 2.2${N}GB`);
  // A client that has not got the list of files yet knows no whole.
  assert.equal(words.sizeOf(1_300_000_000, 0), `1.3${N}GB`);
});

test("numbers are written as the person wants them", () => {
  const told = (number_format: string, language = "en") => speak({ number_format, language }).size(2_100_000_000);
  assert.equal(told("decimal_comma"), `2,1${N}GB`);
  assert.equal(told("comma_decimal", "de"), `2.1${N}GB`);
  assert.equal(told("language", "de"), `2,1${N}GB`);
  assert.equal(speak({ number_format: "none" }).number(9812), "9812");
  assert.equal(words.number(9812), "9,812");
});

test("a year is no number", () => {
  assert.equal(words.work({ title: "Salt", year: 2019 }), "Salt (2019)");
  assert.equal(words.work({ title: "Tide", run: "S03E04", year: 2019 }), "Tide S03E04");
  assert.equal(words.work({ title: "Copper", season: 2 }), "Copper, season 2");
  assert.equal(words.work({ title: "Plain" }), "Plain");
});

test("times are told from today", () => {
  const at = (hours: number) => words.when(NOW + hours * HOUR);
  assert.equal(at(3), "21:04");
  assert.equal(at(14), "tomorrow 8:04");
  assert.equal(at(-24), "yesterday 18:04");
  assert.equal(at(48), "Sunday 18:04");
  assert.equal(at(24 * 7), "4 December");
  assert.equal(at(-48), "25 November");
  assert.equal(at(24 * 40), "6 January 2027");
  assert.equal(words.at(NOW + 3 * HOUR), "at 21:04");
  assert.equal(words.at(NOW + 48 * HOUR), "on Sunday 18:04");
  assert.equal(words.when(Number.NaN), "");
  assert.equal(words.when(1e20), "");
});

test("the day ends at midnight of the person, not of the server", () => {
  const late = NOW + 6.5 * HOUR; // 0:34 in Berlin, 23:34 in London, 8:34 in Tokyo
  assert.equal(words.when(late), "tomorrow 0:34");
  assert.equal(speak({ time_zone: "server" }, "Europe/London").when(late), "23:34");
  assert.equal(speak({ time_zone: "server" }, "Asia/Tokyo").when(late), "8:34");
  // Tests run in the zone of Berlin, whatever the house has.
  assert.equal(speak({ time_zone: "local" }, "Asia/Tokyo").when(late), "tomorrow 0:34");
  assert.equal(speak({ time_zone: "server" }, "Nowhere/Land").when(late), "tomorrow 0:34");
});

test("the clock is not fooled by the hour that is left out in spring", () => {
  const saturday = Date.UTC(2026, 2, 28, 22, 0) / 1000; // 23:00
  const spring = new Words(TEXTS, { language: "en", time_format: "24" }, "Europe/Berlin", () => saturday);
  assert.equal(spring.when(saturday + 2 * HOUR), "tomorrow 1:00");
  assert.equal(spring.when(saturday + 3 * HOUR), "tomorrow 3:00");
  assert.equal(spring.when(saturday + 26 * HOUR), "Monday 2:00");
});

test("hours are 12 or 24 as the person has it", () => {
  const at = (locale: Partial<Locale>) => speak(locale).when(NOW);
  assert.equal(at({ time_format: "12" }), `6:04${N}PM`);
  assert.equal(at({ time_format: "language" }), `6:04${N}PM`);
  assert.equal(at({ time_format: "language", language: "en-GB" }), "18:04");
  assert.equal(speak({ time_format: "12" }).when(NOW - 18 * HOUR), `12:04${N}AM`);
});

test("spans are told in one unit, and as exact as it is honest", () => {
  assert.equal(words.span(5), "1 min");
  assert.equal(words.span(59 * 60 + 29), "59 min");
  assert.equal(words.span(59 * 60 + 30), "1 h");
  assert.equal(words.span(2 * DAY), "2 days");
  assert.equal(words.lasting(59), "less than a minute");
  assert.equal(words.lasting(3 * HOUR + 20 * 60), "3 h 20 min");
  assert.equal(words.lasting(2 * HOUR), "2 h");
  assert.equal(words.lasting(12 * HOUR + 20 * 60), "12 h");
  assert.equal(words.ago(NOW - 38 * 60), "38 min ago");
  assert.equal(words.ago(NOW - 2 * 86400 + 60), "48 h ago");
  assert.equal(words.ago(NOW - 3 * 86400), "3 days ago");
  assert.equal(words.ago(NOW + 5), "just now");
});

test("one of two forms is chosen by the count", () => {
  assert.equal(words.text("seeders", { count: 1 }), "1 seeder");
  assert.equal(words.text("seeders", { count: 0 }), "0 seeders");
  assert.equal(words.text("seeders", { count: 1212 }), "1,212 seeders");
});

test("a language with other rules than English takes its own", () => {
  const french = speak({ language: "fr" });
  assert.equal(french.text("seeders", { count: 0 }), "0 seeder");
});

test("what is said is put together from its pieces", () => {
  const { say } = words;
  const told = say.bind(words);
  assert.equal(told({ say: "changed", with: { have: "P5", offered: "P7" } }), "P5 → P7");
  assert.equal(told({ list: ["Mira", "Jonas", { say: "tally_you" }], and: true }), "Mira, Jonas and you");
  assert.equal(told({ list: ["a", "", "b"] }), "a, b");
  assert.equal(told({ size: null }), "size unknown");
  assert.equal(told({ when: NOW, at: true }), "at 18:04");
  assert.equal(told({ lasting: 7200 }), "2 h");
  assert.equal(told({ within: "The link is gone." }), "the link is gone");
  assert.equal(told({ within: "HDR is lost." }), "HDR is lost");
  assert.equal(told(7), "7");
  assert.equal(told(undefined), "");
});

test("what nobody gave is left out, and what nobody knows is said by its key", () => {
  assert.equal(words.text("changed", { have: "P5" }), "P5 → ");
  assert.equal(words.text("no_such_text"), "no_such_text");
  assert.equal(words.say({ say: "reason_put_up_instead" }), "You are asked about another release of it instead");
});

test("what strangers wrote fills in nothing", () => {
  assert.equal(words.text("quoted", { words: "{words} $& $1 {count}" }), "“{words} $& $1 {count}”");
});

test("nothing is complete before it is", () => {
  assert.equal(words.percent(0.9999), `99${N}%`);
  assert.equal(words.percent(1), `100${N}%`);
  assert.equal(words.percent(1.2), `100${N}%`);
  assert.equal(words.percent(-1), `0${N}%`);
  assert.equal(words.percent(44.2 / 71.3), `62${N}%`);
});
