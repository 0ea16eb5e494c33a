// A receiver of webhooks as Standard Webhooks' own library for JavaScript makes one. It speaks as
// receiver.py does.

import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { Webhook, WebhookVerificationError } from "standardwebhooks";

let secrets = {};

function verifies(secret, body, headers) {
  try {
    new Webhook(secret).verify(body, headers, { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const { headers } = request;
  const by = Object.keys(secrets).filter((name) => verifies(secrets[name], body, headers));
  // Said before it is answered, so that what is delivered is known here.
  console.log(JSON.stringify({ headers, body: body.toString("base64"), by }));
  response.writeHead(by.length > 0 ? 204 : 401).end();
});

server.listen(0, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
for await (const line of createInterface({ input: process.stdin })) {
  secrets = JSON.parse(line);
  console.log("known");
}
process.exit(0);
