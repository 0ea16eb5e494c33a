// Calls sparrow with Connect's own client for Node, by one of the protocols that it speaks.
//
//     connect.mjs PROTOCOL HTTP_VERSION BASE_URL RECEIVER_URL
//
// PROTOCOL is connect-json, connect-binary, connect-gzip, grpc-web or grpc. Says `ok WHAT` for each
// thing that worked, and ends with 1 at the first that did not. What is generated stands beside the
// packages: scripts/clients.sh puts it there.

import assert from "node:assert/strict";
import { subscribe } from "node:diagnostics_channel";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import {
  compressionGzip,
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { DeliveryService } from "../generated/sparrow/v1/delivery_pb.js";
import { EventService } from "../generated/sparrow/v1/event_pb.js";
import { WebhookService } from "../generated/sparrow/v1/webhook_pb.js";

const [protocol, httpVersion, baseUrl, receiver] = process.argv.slice(2);
const ok = (what) => console.log("ok", what);

// The requests that went out over HTTP/1.1. One without a body is told of twice.
const requests = new Set();
subscribe("http.client.request.start", ({ request }) => requests.add(request));
const options = { baseUrl, httpVersion };
const transport = {
  "connect-json": () => createConnectTransport({ ...options, useBinaryFormat: false, useHttpGet: true }),
  "connect-binary": () => createConnectTransport({ ...options, useBinaryFormat: true, useHttpGet: true }),
  "connect-gzip": () =>
    createConnectTransport({
      ...options,
      useBinaryFormat: true,
      acceptCompression: [compressionGzip],
      sendCompression: compressionGzip,
      compressMinBytes: 0,
    }),
  "grpc-web": () => createGrpcWebTransport(options),
  grpc: () => createGrpcTransport({ baseUrl }),
}[protocol]();

const webhooks = createClient(WebhookService, transport);
const events = createClient(EventService, transport);
const deliveries = createClient(DeliveryService, transport);
const namespace = "stock";

async function refused(call) {
  try {
    await call();
  } catch (error) {
    assert(error instanceof ConnectError, String(error));
    return error;
  }
  assert.fail("it was not refused");
}

const registered = await webhooks.registerWebhook({
  webhook: { namespace, url: receiver, eventTypes: ["*"] },
});
assert.match(registered.webhook.id, /^wh_/);
assert.match(registered.secret, /^whsec_/);
ok("unary");

const payload = new TextEncoder().encode('{"n":9007199254740993, "price":1.10}');
const event = { namespace, type: "order.paid", payload };
const pushed = await events.pushEvent({ event });
assert.equal(pushed.deliveries, 1);
const shown = await events.getEvent({ namespace, eventId: pushed.eventId });
assert.deepEqual(shown.event.payload, payload);
ok("bytes");

if (httpVersion === "1.1" && ["connect-json", "connect-binary"].includes(protocol)) {
  assert.deepEqual([...requests].map((request) => request.method), ["POST", "POST", "GET"]);
  ok("get");
}

const batch = await events.pushEventBatch({ events: [event, event] });
assert.deepEqual(batch.results.map((result) => result.deliveries), [1, 1]);
ok("batch");

// Ends by itself, when all deliveries have ended.
let last;
for await (const record of deliveries.watchDeliveries({ namespace, eventId: pushed.eventId })) {
  last = record;
}
assert.deepEqual([last.total, last.ended], [1, 1]);
ok("server streaming");

let tailed = 0;
const records = deliveries.tailAttempts({ namespace, since: shown.event.acceptTime });
for await (const { record } of records) {
  if (record.case === "attempt") tailed += 1;
  if (tailed === 3) break;
}
ok("a stream left early");

const wrong = await refused(() => events.pushEvent({ event: { ...event, type: "order paid" } }));
assert.equal(wrong.code, Code.InvalidArgument);
const kinds = (error) => error.details.map((detail) => detail.type);
assert.deepEqual(kinds(wrong), ["google.rpc.ErrorInfo", "google.rpc.BadRequest"]);
assert(new TextDecoder().decode(wrong.details[0].value).includes("invalid_event_type"));
ok("error details");

const absent = "evt_01jd9x7rkc3v6m2p8wz4t9hq5e";
const unknown = await refused(() => events.getEvent({ namespace, eventId: absent }));
assert.equal(unknown.code, Code.NotFound);
assert(new TextDecoder().decode(unknown.details[0].value).includes("unknown_event"));
const inStream = await refused(async () => {
  for await (const _ of deliveries.watchDeliveries({ namespace, eventId: absent })) assert.fail();
});
assert.equal(inStream.code, Code.NotFound);
assert(kinds(inStream).includes("google.rpc.ErrorInfo"));
ok("not found");

// Nothing ends this stream but its deadline.
const late = await refused(async () => {
  for await (const _ of deliveries.tailAttempts({ namespace }, { timeoutMs: 1000 }));
});
assert.equal(late.code, Code.DeadlineExceeded);
ok("deadline");

if (protocol === "grpc" || (protocol.startsWith("connect") && httpVersion === "2")) {
  const messages = async function* () {
    yield { events: [event] };
    yield { events: [event, event] };
  };
  let total;
  for await (const answer of events.pushEvents(messages())) total = answer.accepted;
  assert.equal(total, 3n);
  ok("both ways streaming");
}
process.exit(0);
