// `emitter deliveries`, `ledger` and `watch`: what each asks and what it prints.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/emitter/cli/api_run.h"

using namespace hookloop;
using namespace hookloop::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string kDeliveries = "/api/v1/deliveries";
const std::string kNames = R"({"webhooks":[{"id":"whk_1","name":"Hook"}]})";
const std::string kRow =
    R"("id":"dlv_1","number":9,"event":{"id":"evt_1","type":"PROJECT_CREATE","console_name":"App created"},
  "webhook":"whk_1","attachment":"ach_1","app":null,"state":"pending","attempt_count":1,"by_hand":false,"cancel_asked":false,
  "created_at":"2026-01-31T12:00:00.000000Z","next_attempt_at":"2026-01-31T12:00:05.250000Z","started_at":null,
  "finished_at":null,"reason":"It answered 500.","faults":[])";
const std::string kAttempts =
    R"("payload":{"text":"{\"a\":1}"},"attempts":[{"number":1,"id":"atm_1","attempt":1,"copy":1,
  "cause":"automatic","faults":[],"started_at":"2026-01-31T12:00:00.001000Z","ended_at":"2026-01-31T12:00:00.013000Z",
  "outcome":"rejected","failure":null,"timed_out_in":null,"detail":"","url":"http://x.test/hook","peer":"127.0.0.1:80",
  "request":{"head":{"text":"POST /hook HTTP/1.1\r\nHost: x.test\r\n\r\n"},"body":null},"status":500,
  "answer":{"head":{"text":"HTTP/1.1 500 Oops\r\n\r\n"},"body":{"text":"no\u001b[2J"},"body_bytes":6,"complete":true},
  "phases":{"resolve_us":10,"connect_us":200,"first_byte_us":11000,"whole_us":12000},"connection_reused":false,
  "retry_after_ms":5000,"next":"retry","next_attempt_at":"2026-01-31T12:00:05.250000Z"}])";

Exchange feed_piece(const std::string& text) {
  Exchange exchange = answered(200, text);
  exchange.answer->body_complete = false;
  exchange.failure = SendFailure::timed_out;
  return exchange;
}

}  // namespace

TEST_CASE("Each command about deliveries asks for its deed", "[emitter][unit]") {
  struct Row {
    Words words;
    std::string asked;
  };
  const auto row = GENERATE(values<Row>({
      {{"deliveries"}, "GET " + kDeliveries},
      {{"deliveries", "list", "--state", "exhausted", "--event", "evt_1", "--type", "App created", "--from",
        "2026-01-31T10:00:00+01:00", "--to", "2026-02-01T00:00:00Z", "--webhook", kWebhook, "--limit", "5", "--before",
        "90"},
       "GET " + kDeliveries +
           "?state=exhausted&event=evt_1&type=PROJECT_CREATE&from=2026-01-31T09%3A00%3A00.000000Z&"
           "to=2026-02-01T00%3A00%3A00.000000Z&limit=5&before=90&webhook=" +
           kWebhook},
      {{"deliveries", "--after", "7"}, "GET " + kDeliveries + "?after=7"},
      {{"deliveries", "show", "dlv_1"}, "GET " + kDeliveries + "/dlv_1"},
      {{"deliveries", "resend", "dlv_1"}, "POST " + kDeliveries + "/dlv_1/resend"},
      {{"deliveries", "cancel", "dlv_1"}, "POST " + kDeliveries + "/dlv_1/cancel"},
      {{"deliveries", "resend", "--all"}, "POST " + kDeliveries + "/resend"},
      {{"deliveries", "cancel", "--all", "--state", "pending", "--webhook", kWebhook},
       "POST " + kDeliveries + "/cancel?state=pending&webhook=" + kWebhook},
  }));
  EmitterRun emitter({answered(200, "{}")});
  INFO(row.asked);
  CHECK(emitter(row.words) == ExitCode::passed);
  CHECK(asked(emitter.sent.at(0)) == row.asked);
  CHECK(emitter.err().empty());
}

TEST_CASE("Wrong words about deliveries are found before anything is sent", "[emitter][unit]") {
  const auto words = GENERATE(values<Words>({
      {"deliveries", "--state", "lost"},
      {"deliveries", "--type", "App creatd"},
      {"deliveries", "--from", "yesterday"},
      {"deliveries", "--limit", "501"},
      {"deliveries", "show"},
      {"deliveries", "resend"},
      {"deliveries", "resend", "dlv_1", "--all"},
      {"deliveries", "cancel", "dlv_1", "--state", "pending"},
      {"ledger", "--limit", "0"},
      {"ledger", "list"},
      {"watch", "--count", "none"},
  }));
  EmitterRun emitter;
  CHECK(emitter(words) == ExitCode::wrong_usage);
  CHECK(emitter.sent.empty());
}

TEST_CASE("Deliveries are a table, with the way to the next page", "[emitter][unit]") {
  EmitterRun emitter({answered(200, R"({"deliveries":[{)" + kRow + R"(}],"next":9})"), answered(200, kNames)});
  CHECK(emitter({"deliveries"}) == ExitCode::passed);
  CHECK(emitter.out() ==
        "id     state    event           webhook  tries  next attempt          reason\n"
        "dlv_1  pending  PROJECT_CREATE  Hook     1      2026-01-31 12:00:05Z  It answered 500.\n"
        "Older ones: the same with --before 9\n");
}

TEST_CASE("No deliveries are a sentence", "[emitter][unit]") {
  EmitterRun emitter({answered(200, R"({"deliveries":[],"next":null})")});
  CHECK(emitter({"deliveries"}) == ExitCode::passed);
  CHECK(emitter.out() == "There are no such deliveries.\n");
}

TEST_CASE("A delivery is shown with what went out and what came back", "[emitter][unit]") {
  EmitterRun emitter({answered(200, "{" + kRow + "," + kAttempts + "}"), answered(200, kNames)});
  CHECK(emitter({"deliveries", "show", "dlv_1"}) == ExitCode::passed);
  CHECK(emitter.out() ==
        "dlv_1  pending\n"
        "  event         PROJECT_CREATE (App created)\n"
        "  event id      evt_1\n"
        "  webhook       Hook  whk_1\n"
        "  attachment    ach_1\n"
        "  attempts      1\n"
        "  created       2026-01-31 12:00:00.000Z\n"
        "  next attempt  2026-01-31 12:00:05.250Z\n"
        "  reason        It answered 500.\n"
        "\n"
        "Payload\n"
        "    {\"a\":1}\n"
        "\n"
        "Attempt 1  rejected  500\n"
        "  id           atm_1\n"
        "  started      2026-01-31 12:00:00.001Z\n"
        "  took         12.0ms in all: look-up 10us, connect 200us, first byte 11.0ms\n"
        "  to           http://x.test/hook 127.0.0.1:80\n"
        "  Retry-After  5s\n"
        "  then         retry at 2026-01-31 12:00:05.250Z\n"
        "  > POST /hook HTTP/1.1\n"
        "  > Host: x.test\n"
        "  >\n"
        "  > (the payload)\n"
        "  < HTTP/1.1 500 Oops\n"
        "  <\n"
        "  < no\xef\xbf\xbd[2J\n");
}

TEST_CASE("An attempt without an answer, by hand and with bytes that are no text is shown too", "[emitter][unit]") {
  EmitterRun emitter(
      {answered(200, R"({"webhook":"whk_1","payload":{"text":")" + std::string(5000, 'x') + R"("},"attempts":[
      {"attempt":2,"copy":2,"cause":"manual","outcome":"timed_out","failure":"timed_out","timed_out_in":"first_byte",
       "status":null,"answer":null,"request":{"head":{"text":"POST"},"body":{"base64":"/////w=="}},"connection_reused":true}]})"),
       answered(200, kNames)});
  CHECK(emitter({"deliveries", "show", "dlv_1"}) == ExitCode::passed);
  CHECK_THAT(emitter.out(), ContainsSubstring("Attempt 2, copy 2, by hand  timed_out  timed_out in first_byte\n") &&
                                ContainsSubstring("kept connection") &&
                                ContainsSubstring("  > (no text: 6 B of it with --json, in base64)\n") &&
                                ContainsSubstring("x…\n    (4.9 KiB in all; --json has them)\n"));
}

TEST_CASE("What was done to many deliveries is a count", "[emitter][unit]") {
  EmitterRun resend({answered(200, R"({"resent":12})")});
  CHECK(resend({"deliveries", "resend", "--all"}) == ExitCode::passed);
  CHECK(resend.out() == "12 resent\n");
  EmitterRun cancel({answered(200, R"({"cancelled":0})")});
  CHECK(cancel({"deliveries", "cancel", "--all"}) == ExitCode::passed);
  CHECK(cancel.out() == "0 cancelled\n");
}

TEST_CASE("The ledger is printed line by line, as it came, in pages", "[emitter][unit]") {
  std::string page;
  for (int i = 1; i <= 200; ++i) page += "{\"number\":" + std::to_string(i + 6) + "}\n";
  EmitterRun emitter({answered(200, page), answered(200, "{\"number\":207}\n")});
  CHECK(emitter({"ledger", "--after", "6"}) == ExitCode::passed);
  CHECK(asked(emitter) == Words{"GET /api/v1/ledger?after=6&limit=200", "GET /api/v1/ledger?after=206&limit=200"});
  CHECK(emitter.out() == page + "{\"number\":207}\n");
}

TEST_CASE("The ledger stops at its limit, and is empty without attempts", "[emitter][unit]") {
  EmitterRun limited({answered(200, "{\"number\":1}\n{\"number\":2}\n")});
  CHECK(limited({"ledger", "--limit", "2"}) == ExitCode::passed);
  CHECK(asked(limited) == Words{"GET /api/v1/ledger?after=0&limit=2"});
  EmitterRun empty({answered(200, "")});
  CHECK(empty({"ledger"}) == ExitCode::passed);
  CHECK(empty.out().empty());
}

TEST_CASE("Watch prints a line for each thing that happens, and resumes where it was", "[emitter][unit]") {
  EmitterRun emitter(
      {feed_piece("id: 0.0.0\n: listening\n\nid: 1.0.0\nevent: event\ndata: {\"id\":\"evt_01hzy0abcdefgh\",\"type\":"
                  "\"PROJECT_CREATE\",\"console_name\":\"App created\",\"happened_at\":\"2026-01-31T12:00:00.123456Z\","
                  "\"happened_by\":{\"name\":\"Max\"}}\n\nid: 1.1.0\nevent: att"),
       feed_piece(
           "id: 1.1.0\nevent: attempt\ndata: {\"delivery\":\"dlv_1\",\"event_type\":\"PROJECT_CREATE\","
           "\"webhook\":\"whk_1\",\"attempt\":1,\"ended_at\":\"2026-01-31T12:00:01.000000Z\",\"outcome\":"
           "\"rejected\",\"status\":500,\"next\":\"retry\",\"next_attempt_at\":\"2026-01-31T12:00:05.000000Z\"}\n\n"),
       answered(200, kNames),
       feed_piece("id: 1.1.1\nevent: notice\ndata: {\"at\":\"2026-01-31T12:00:02.000000Z\",\"kind\":\"paused\","
                  "\"webhook\":\"whk_1\",\"detail\":\"By hand.\"}\n\nid: 1.1.1\nevent: gap\ndata: "
                  "{\"of\":\"event\",\"missed\":3}\n\n")});
  CHECK(emitter({"watch", "--count", "4"}) == ExitCode::passed);
  CHECK(emitter.out() ==
        "2026-01-31 12:00:00.123Z  event    PROJECT_CREATE (App created) by Max  evt_…abcdefgh\n"
        "2026-01-31 12:00:01.000Z  attempt  rejected 500  PROJECT_CREATE to Hook, attempt 1: retry at 2026-01-31 "
        "12:00:05.000Z  dlv_1\n"
        "2026-01-31 12:00:02.000Z  notice   paused  Hook: By hand.\n"
        "3 more of event came than are kept for this, and were skipped\n");
  REQUIRE(emitter.sent.size() == 4);
  CHECK(emitter.sent[0].header("Last-Event-ID").empty());
  CHECK(emitter.sent[1].header("Last-Event-ID") == "1.0.0");
  CHECK(emitter.sent[3].header("Last-Event-ID") == "1.1.0");
}

TEST_CASE("Watch prints NDJSON too, begins where it is told, and ends when the server does", "[emitter][unit]") {
  EmitterRun emitter({feed_piece("id: 1.0.0\nevent: event\ndata: {\"a\":1}\n\n"), failed(SendFailure::refused)});
  CHECK(emitter({"watch", "--json", "--after", "0.0.0"}) == ExitCode::environment);
  CHECK(emitter.sent[0].header("Last-Event-ID") == "0.0.0");
  CHECK(emitter.out() == "{\"kind\":\"event\",\"data\":{\"a\":1}}\n");
  CHECK_THAT(emitter.err(), ContainsSubstring("no answer from"));
}
