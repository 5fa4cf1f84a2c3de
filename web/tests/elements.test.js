import assert from "node:assert/strict";
import { test } from "node:test";
import { webAddress } from "../src/elements.js";

test("only http and https addresses become links", () => {
  assert.equal(webAddress("https://example.org/a?b#c")?.hostname, "example.org");
  assert.equal(webAddress("HTTP://EXAMPLE.ORG/")?.protocol, "http:");
  const others = [
    "javascript:alert(1)",
    " java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://example.org/1",
    "ftp://example.org",
    "//example.org/x",
    "/relative",
    "example.org",
    "",
  ];
  for (const address of others) assert.equal(webAddress(address), null, address);
});
