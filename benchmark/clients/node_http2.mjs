// Downloads or uploads by Node's http2 and prints the octets and their SHA-256, as the receiver saw them.
// node node_http2.mjs download|upload URL FILE BUFFER REST: with a rest of so many milliseconds after each MiB.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { connect } from "node:http2";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout } from "node:timers/promises";

const MEBI = 1 << 20;
const [direction, address, file, buffer, rest] = process.argv.slice(2);
const url = new URL(address);
const highWaterMark = Number(buffer);

// Passes everything on, with rests.
function rests() {
  let octets = 0;
  return new Transform({
    highWaterMark,
    async transform(part, encoding, done) {
      const before = Math.floor(octets / MEBI);
      octets += part.length;
      if (Math.floor(octets / MEBI) > before) {
        await setTimeout(Number(rest));
      }
      done(null, part);
    },
  });
}

const session = connect(url.origin, { rejectUnauthorized: false });
session.on("goaway", (code) => {
  if (code !== 0) {
    throw new Error(`GOAWAY ${code}`);
  }
});
const upload = direction === "upload";
const stream = session.request({ ":path": url.pathname, ":method": upload ? "POST" : "GET" }, { endStream: !upload });
const status = new Promise((resolve) => stream.once("response", (headers) => resolve(headers[":status"])));
const digest = createHash("sha256");
let octets = 0;
let text = "";
const consume = async (parts) => {
  for await (const part of parts) {
    digest.update(part);
    octets += part.length;
    text = upload ? text + part : text;
  }
};
await Promise.all([
  upload ? pipeline(createReadStream(file, { highWaterMark }), rests(), stream, { end: true }) : undefined,
  upload ? consume(stream) : pipeline(stream, rests(), consume),
]);
if ((await status) !== 200) {
  throw new Error(`status ${await status}`);
}
console.log(upload ? text : `${octets} ${digest.digest("hex")}`);
session.close();
