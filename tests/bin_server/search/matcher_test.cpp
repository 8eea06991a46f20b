// What each condition of a search finds and what it does not.
#include "bin_server/search/matcher.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "bin_server/search/query_parser.h"
#include "shared/schema/event_type.h"
#include "shared/support/decimal.h"
#include "tests/support/captures.h"

using namespace hookloop;
using namespace hookloop::test;

namespace {

bool finds(CaptureBench& bench, const CapturedRequest& request, std::string_view text) {
  const auto query = parse_search(text, kCapturedAt + std::chrono::hours(1));
  if (!query) FAIL(text << ": column " << query.error().column << ": " << query.error().message);
  SearchSubject subject(bench.bin, bench.judge);
  subject.look_at(request);
  return matches(*query, subject);
}

struct Row {
  const char* query;
  bool found;
};

const std::string kBody =
    R"({"app":{"name":"MyApp","id":12345678901234567890,"tags":["a","b c"],"none":null,"on":true},"n":1.50,)"
    R"("word":"Gr\u00f6\u00dfe","at":"2026-01-31T09:00:00Z"})";

}  // namespace

TEST_CASE("A search finds a request by its words", "[search][unit]") {
  CaptureBench bench;
  const auto request = bench.capture("POST /b/mine/orders/7?page=2", {"X-Trace: Ärger-42"}, kBody);
  const auto row =
      GENERATE(Row{"orders", true}, Row{"rders/7", true}, Row{"MYAPP", true}, Row{"myap", true}, Row{"ärger", true},
               Row{"\"b c\"", true}, Row{"größe", true}, Row{"GRÖSSE", false}, Row{"missing", false},
               Row{"-missing", true}, Row{"-orders", false}, Row{"orders missing", false},
               Row{"orders or missing", true}, Row{"missing or absent", false}, Row{"\\u00f6", true}, Row{"", true});
  CAPTURE(row.query);
  CHECK(finds(bench, request, row.query) == row.found);
}

TEST_CASE("A search finds a request by its line and headers", "[search][unit]") {
  CaptureBench bench;
  const auto request = bench.capture("POST /b/mine/orders/7?page=2&name=J+D&page=3",
                                     {"X-Trace: One", "x-trace: Two", "Content-Type: text/plain"}, "hi");
  const auto row = GENERATE(
      Row{"method:POST", true}, Row{"method:post", true}, Row{"method:GET", false}, Row{"path:/b/mine/orders/7", true},
      Row{"path:/orders/7", true}, Row{"path:/orders/*", true}, Row{"path:*/7", true}, Row{"path:/orders/?", true},
      Row{"path:/orders", false}, Row{"path:/Orders/7", false}, Row{"header.X-Trace:One", true},
      Row{"header.x-trace:Two", true}, Row{"header.x-trace:two", false}, Row{"header.x-trace:~TWO", true},
      Row{"header.x-trace:*", true}, Row{"header.x-other:*", false}, Row{"-header.x-other:*", true},
      Row{"query.page:2", true}, Row{"query.page:3", true}, Row{"query.page:>2", true}, Row{"query.page:>3", false},
      Row{"query.name:\"J D\"", true}, Row{"query.Name:*", false}, Row{"status:200", true}, Row{"status:2xx", true},
      Row{"status:5xx", false}, Row{"size:2", true}, Row{"size:>2", false}, Row{"after:2h", true},
      Row{"after:30m", false}, Row{"before:30m", true}, Row{"before:2026-01-31", false}, Row{"after:2026-01-31", true},
      Row{"id:req_1", true}, Row{"id:req_2", false});
  CAPTURE(row.query);
  CHECK(finds(bench, request, row.query) == row.found);
}

TEST_CASE("A search finds a request by the values of its body", "[search][unit]") {
  CaptureBench bench;
  const auto request = bench.capture("POST /b/mine", {}, kBody);
  const auto row =
      GENERATE(Row{"body.app.name:MyApp", true}, Row{"body.app.name:myapp", false}, Row{"body.app.name:~MYA", true},
               Row{"body./app/name:=MyApp", true}, Row{"body.app.id:12345678901234567890", true},
               Row{"body.app.id:12345678901234567891", false}, Row{"body.app.id:>12345678901234567889", true},
               Row{"body.app.id:<12345678901234567890", false}, Row{"body.n:1.5", true}, Row{"body.n:15e-1", true},
               Row{"body.n:>1.49", true}, Row{"body.app.tags.1:\"b c\"", true}, Row{"body.app.tags.2:*", false},
               Row{"body.app.none:null", true}, Row{"body.app.on:true", true}, Row{"body.word:Größe", true},
               Row{"body.at:>2026-01-30", true}, Row{"body.at:<2026-01-30", false}, Row{"body.at:>5", false},
               Row{"body.app:*", true}, Row{"body.missing:*", false});
  CAPTURE(row.query);
  CHECK(finds(bench, request, row.query) == row.found);
}

TEST_CASE("A body that is no JSON has no values, and is found by its words", "[search][unit]") {
  CaptureBench bench;
  const auto request = bench.capture("POST /b/mine", {}, "{\"a\":1,}\xff tail");
  CHECK_FALSE(finds(bench, request, "body.a:1"));
  CHECK(finds(bench, request, "TAIL"));
}

TEST_CASE("A chunked body is searched without its framing", "[search][unit]") {
  CaptureBench bench;
  CaptureDraft draft;
  draft.bin = bench.bin.number;
  draft.id = "req_chunked";
  draft.head = "POST /b/mine HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  draft.body = "4\r\n{\"ke\r\n7\r\ny\":\"ab\"\r\n1\r\n}\r\n0\r\n\r\n";
  draft.content_bytes = 12;
  const auto request = bench.capture(draft);
  CHECK(finds(bench, request, "body.key:ab"));
  CHECK(finds(bench, request, "key"));
  CHECK(finds(bench, request, "size:12"));
}

TEST_CASE("A search finds deliveries by what their headers say", "[search][unit]") {
  CaptureBench bench;
  const auto request = bench.capture(
      "POST /b/mine",
      {"webhook-id: dlv_1", "Hookloop-Event-Id: evt_1", "Hookloop-Event-Type: PROJECT_PUBLISH", "Hookloop-Attempt: 2"},
      "{}");
  const auto row = GENERATE(Row{"delivery:dlv_1", true}, Row{"delivery:dlv_2", false}, Row{"event:evt_1", true},
                            Row{"event:evt_2", false}, Row{"attempt:2", true}, Row{"attempt:>1", true},
                            Row{"attempt:1", false}, Row{"type:PROJECT_PUBLISH", true},
                            Row{"type:\"App published\"", true}, Row{"type:PROJECT_CREATE", false});
  CAPTURE(row.query);
  CHECK(finds(bench, request, row.query) == row.found);
}

TEST_CASE("The type of a request that tells none is that of its payload", "[search][unit]") {
  CaptureBench bench;
  const auto request =
      bench.capture("POST /b/mine", {}, std::string(payload_example(EventType::PROJECT_VERSION_CREATE)));
  CHECK(finds(bench, request, "type:project.version.create"));
  CHECK(finds(bench, request, "is:valid"));
  CHECK_FALSE(finds(bench, request, "is:invalid"));
  CHECK_FALSE(finds(bench, request, "is:signed"));
}

TEST_CASE("A search finds requests by their verdict", "[search][unit]") {
  CaptureBench bench;
  const auto bad = bench.capture("POST /b/mine",
                                 {"webhook-id: dlv_1", "webhook-timestamp: 1769860800", "webhook-signature: v1,AAAA"},
                                 R"({"project":5})");
  CHECK(finds(bench, bad, "is:signed"));
  CHECK_FALSE(finds(bench, bad, "is:bad-signature"));  // no secret yet: nobody knows
  bench.set_secrets({{SignatureScheme::standard, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", ""}});
  CHECK(finds(bench, bad, "is:bad-signature"));
  CHECK_FALSE(finds(bench, bad, "is:valid"));
}

TEST_CASE("A search finds what was captured twice, broke off or is no request", "[search][unit]") {
  CaptureBench bench;
  const std::vector<std::string> headers{"webhook-id: dlv_1", "Hookloop-Attempt: 1"};
  const auto first = bench.capture("POST /b/mine", headers);
  const auto second = bench.capture("POST /b/mine", headers);
  CHECK_FALSE(finds(bench, first, "is:duplicate"));
  CHECK(finds(bench, second, "is:duplicate"));
  CaptureDraft broken = request_draft(bench.bin.number, "req_broken", "POST /b/mine");
  broken.complete = false;
  CHECK(finds(bench, bench.capture(broken), "is:incomplete"));
  CHECK_FALSE(finds(bench, first, "is:incomplete"));
  CaptureDraft malformed = request_draft(bench.bin.number, "req_malformed", "POST /b/mine");
  malformed.head = "rubbish /b/mine\r\n\r\n";
  CHECK(finds(bench, bench.capture(malformed), "is:malformed"));
  CHECK_FALSE(finds(bench, first, "is:malformed"));
}

TEST_CASE("A glob matches whole texts", "[search][unit]") {
  CHECK(matches_glob("/a/*", "/a/"));
  CHECK(matches_glob("/a/*", "/a/b/c"));
  CHECK(matches_glob("*", ""));
  CHECK(matches_glob("a*b*c", "aXbXbXc"));
  CHECK(matches_glob("a?c", "abc"));
  CHECK_FALSE(matches_glob("a?c", "ac"));
  CHECK_FALSE(matches_glob("a*b", "abc"));
  CHECK_FALSE(matches_glob("", "a"));
  CHECK_FALSE(matches_glob(std::string(50, '*') + "x", std::string(5'000, 'y')));  // in no time
}
