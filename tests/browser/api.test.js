// Why the server said no, as a page tells it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused, reason } from "../../server/web/static/api.js";

const KINDS = { "not-declared": "Nyatakan dahulu.", invalid: "Periksa yang ditandai." };

test("every fault is told, else the very reason, else what the kind of refusal means", () => {
  const said = (problem) => reason(new Refused(409, problem), KINDS);

  assert.equal(said({ type: "/problems/invalid", detail: "…", faults: [{ message: "Isi angka." }, { message: "Harus diisi." }] }), "Isi angka. Harus diisi.");
  assert.equal(said({ type: "/problems/wrong-state", code: "revealed-already", detail: "Nilainya sudah dibuka." }), "Nilainya sudah dibuka.");
  assert.equal(said({ type: "/problems/not-declared", detail: "Declare first." }), "Nyatakan dahulu.");
  assert.equal(said({ type: "/problems/wrong-state", detail: "Ini tidak dapat dilakukan: keadaannya dijeda." }), "Ini tidak dapat dilakukan: keadaannya dijeda.");
});
