"""Calls sparrow as a gRPC client in Python that knows nothing of it: what services, methods and
messages there are it learns from reflection. No generated code.

    over_reflection.py ADDRESS RECEIVER_URL

Says `ok WHAT` for each thing that worked, and ends with 1 at the first that did not.
"""

import base64
import sys

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory
from google.rpc import error_details_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)
from grpc_status import rpc_status

address, receiver = sys.argv[1:]
PATIENCE = 20


def ok(what):
    print("ok", what, flush=True)


channel = grpc.insecure_channel(address)
database = ProtoReflectionDescriptorDatabase(channel)
pool = descriptor_pool.DescriptorPool(database)


def method(name):
    """A callable for `Service.Method`; requests are JSON as Python has it, answers are messages."""
    service, _, rpc = name.partition(".")
    found = pool.FindServiceByName(f"sparrow.v1.{service}").FindMethodByName(rpc)
    request, response = (
        message_factory.GetMessageClass(kind) for kind in (found.input_type, found.output_type)
    )
    kinds = {(False, False): channel.unary_unary, (False, True): channel.unary_stream,
             (True, True): channel.stream_stream}
    streams = (found.client_streaming, found.server_streaming)
    stub = kinds[streams](
        f"/sparrow.v1.{service}/{rpc}",
        request_serializer=request.SerializeToString,
        response_deserializer=response.FromString,
    )

    def call(json, **options):
        options.setdefault("timeout", PATIENCE)
        if found.client_streaming:
            return stub((json_format.ParseDict(one, request()) for one in json), **options)
        return stub(json_format.ParseDict(json, request()), **options)

    return call


def refused(call, json, **options):
    """The code of a refusal, and its details by the name of their type."""
    try:
        call(json, **options)
    except grpc.RpcError as error:
        details = {}
        for detail in rpc_status.from_call(error).details:
            kind = getattr(error_details_pb2, detail.type_url.rsplit(".", 1)[1])
            details[kind.__name__] = kind.FromString(detail.value)
        return error.code(), details
    raise AssertionError("it was not refused")


services = set(database.get_services())
expected = {"Admin", "Delivery", "Event", "Namespace", "Replay", "Webhook"}
assert {f"sparrow.v1.{name}Service" for name in expected} <= services, services
assert {"grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection"} <= services, services
ok("services")

# Options are known too: where REST has this method.
found = pool.FindMethodByName("sparrow.v1.EventService.PushEvent").GetOptions()
assert b"/webhook/events" in found.SerializeToString(), found
ok("options")

webhook = method("WebhookService.RegisterWebhook")({
    "webhook": {"namespace": "reflected", "url": receiver, "events": ["order.*"]},
}).webhook
assert webhook.id.startswith("wh_"), webhook
ok("unary")

big = b'{"n":9007199254740993,"price":1.10}'
Push = method("EventService.PushEvent")
event = {"namespace": "reflected", "name": "order.paid", "payload": base64.b64encode(big).decode()}
pushed = Push({"event": event})
assert pushed.deliveries == 1, pushed
shown = method("EventService.GetEvent")({"namespace": "reflected", "eventId": pushed.event_id})
assert shown.event.payload == big, shown
ok("bytes")

answers = list(method("EventService.PushEvents")([{"events": [event, event]}, {"events": [event]}]))
assert answers[-1].accepted == 3 and answers[-1].deliveries == 3, answers
ok("both ways streaming")

since = shown.event.accept_time.ToJsonString()
tail = method("DeliveryService.TailAttempts")({"namespace": "reflected", "since": since})
attempts = []
for record in tail:
    if record.WhichOneof("record") == "attempt":
        attempts.append(record.attempt)
    if len(attempts) == 4:
        tail.cancel()
        break
assert {one.status for one in attempts} == {200}, attempts
ok("server streaming")

# Nothing comes on this stream, so only its deadline ends it.
quiet = method("DeliveryService.TailAttempts")({"namespace": "reflected", "webhooks": []}, timeout=1)
try:
    for record in quiet:
        assert record.WhichOneof("record") in ("ready", "attempt"), record
    raise AssertionError("the stream ended by itself")
except grpc.RpcError as error:
    assert error.code() == grpc.StatusCode.DEADLINE_EXCEEDED, error
ok("deadline")

code, details = refused(Push, {"event": {**event, "name": "order paid"}})
assert code == grpc.StatusCode.INVALID_ARGUMENT, code
info = details["ErrorInfo"]
assert (info.reason, info.domain) == ("invalid_event_type", "sparrow"), info
ok("error details")

code, details = refused(
    method("EventService.GetEvent"),
    {"namespace": "reflected", "eventId": "evt_01jd9x7rkc3v6m2p8wz4t9hq5e"},
)
assert (code, details["ErrorInfo"].reason) == (grpc.StatusCode.NOT_FOUND, "unknown_event")
ok("not found")

# gzip is only for clients who ask for it, and a message can't grow in sparrow's hands.
code, details = refused(Push, {"event": event}, compression=grpc.Compression.Gzip)
assert (code, details["ErrorInfo"].reason) == (grpc.StatusCode.UNIMPLEMENTED, "unsupported_compression")
ok("compression refused")
