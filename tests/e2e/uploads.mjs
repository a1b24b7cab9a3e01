/** The real tus-js-client against a bureau: `node uploads.mjs STORY URL COOKIE FILE`. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(
  fileURLToPath(new URL("../../pwa/package.json", import.meta.url)),
);
const tus = require("tus-js-client");

const PIECE = 64 * 1024;
const [story, url, cookie, file] = process.argv.slice(2);
const bytes = readFileSync(file);
const requests = [];

/** Says of each piece what it was, or of the first one something false. */
class CheckingStack extends tus.DefaultHttpStack {
  constructor(algorithm, isFalse) {
    super({});
    this.algorithm = algorithm;
    this.isFalse = isFalse;
  }

  createRequest(method, address) {
    const request = super.createRequest(method, address);
    const send = request.send.bind(request);
    request.send = (body) => {
      if (method === "PATCH")
        request.setHeader("Upload-Checksum", this.#checksum(body));
      return send(body);
    };
    return request;
  }

  #checksum(body) {
    const said = createHash(this.algorithm)
      .update(this.isFalse ? "other" : body)
      .digest("base64");
    this.isFalse = false;
    return `${this.algorithm} ${said}`;
  }
}

/** Upload under these options; resolves when it is over, or when `stop` says what to do instead. */
function uploadOf(options = {}, stop = null) {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(bytes, {
      endpoint: `${url}/api/uploads`,
      headers: { Cookie: cookie, "X-Doorstep": "1" },
      metadata: { sha256: createHash("sha256").update(bytes).digest("hex") },
      chunkSize: PIECE,
      retryDelays: [0, 0, 0],
      onBeforeRequest: (request) => requests.push(request.getMethod()),
      ...(stop
        ? { onChunkComplete: () => stop(upload).then(() => resolve(upload)) }
        : {}),
      onSuccess: () => resolve(upload),
      onError: reject,
      ...options,
    });
    upload.start();
  });
}

/** Stop after the first piece, and come back as a new client that knows only the address. */
async function resumed() {
  const stopped = await uploadOf({}, (upload) => upload.abort());
  requests.length = 0;
  return uploadOf({ uploadUrl: stopped.url });
}

const stories = {
  whole: () => uploadOf({ chunkSize: Infinity }),
  pieces: () => uploadOf(),
  override: () => uploadOf({ overridePatchMethod: true }),
  sha256: () => uploadOf({ httpStack: new CheckingStack("sha256", false) }),
  sha1: () => uploadOf({ httpStack: new CheckingStack("sha1", false) }),
  spoilt: () =>
    uploadOf({
      httpStack: new CheckingStack("sha256", true),
      onShouldRetry: () => true,
    }),
  resumed,
  terminated: () => uploadOf({}, (upload) => upload.abort(true)),
};

await stories[story]();
console.log(JSON.stringify({ requests }));
