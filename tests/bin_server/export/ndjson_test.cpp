#include "bin_server/export/ndjson.h"

#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include "shared/support/encoding.h"
#include "tests/support/noted_captures.h"

namespace hookloop::test {
namespace {

using Catch::Matchers::ContainsSubstring;
using nlohmann::ordered_json;
using namespace std::string_literals;

std::string exported(const std::vector<CapturedRequest>& requests) {
  NdjsonForm form;
  std::string text = form.begin();
  for (const CapturedRequest& request : requests) text += form.add(request, {});
  return text + form.end();
}

std::string exported(const std::vector<NotedCapture>& captures) {
  NdjsonForm form;
  std::string text = form.begin();
  for (const NotedCapture& capture : captures) text += form.add(captured_of(capture), capture.exchanges);
  return text + form.end();
}

CaptureDraft draft(const std::string& digit, std::string body = "{}") {
  return request_draft(0, "req_" + std::string(25, '0') + digit, "POST /b/mine?a=1", {"X-Name: value"},
                       std::move(body));
}

CapturedRequest captured(const CaptureDraft& draft) {
  CapturedRequest request;
  static_cast<CaptureDraft&>(request) = draft;
  request.seq = 7;
  request.body_wire_bytes = draft.body.size();
  return request;
}

void check_same(const CaptureDraft& read, const CaptureDraft& written) {
  CHECK(read.id == written.id);
  CHECK(read.received_at == written.received_at);
  CHECK(read.client_address == written.client_address);
  CHECK(read.client_port == written.client_port);
  CHECK(read.head == written.head);
  CHECK(read.body == written.body);
  CHECK(read.complete == written.complete);
  CHECK(read.problems == written.problems);
  CHECK(read.response_status == written.response_status);
  CHECK(read.content_bytes == written.content_bytes);
  CHECK(read.content_sha256 == written.content_sha256);
  CHECK(read.delivery_id == written.delivery_id);
  CHECK(read.attempt == written.attempt);
}

ordered_json first_line_of(const std::string& file) {
  const auto from = file.find('\n') + 1;
  return ordered_json::parse(file.substr(from, file.find('\n', from) - from));
}

// A line of a capture that has all that can be noted, changed, as a file of its own.
template <typename Change>
NdjsonFault fault_of(const Change& change) {
  auto line = first_line_of(exported(std::vector<NotedCapture>{noted_captures()[1]}));
  change(line);
  const auto read = read_ndjson(line.dump() + "\n");
  REQUIRE_FALSE(read);
  return read.error();
}

}  // namespace

TEST_CASE("What is kept of a capture comes back from its line", "[bin_server][unit]") {
  CaptureDraft broken = draft("2", "\xff\0\n\"\\ \xe2\x82\xac"s);
  broken.complete = false;
  broken.problems = {"incomplete: the sender hung up before the end", "bare line feed"};
  broken.response_status = 503;
  broken.client_address = "fe80::1%eth0";
  broken.client_port = 65'535;
  broken.received_at += std::chrono::microseconds(123'456);
  const CaptureDraft delivery = request_draft(0, draft("3").id, "PUT /b/mine",
                                              {"webhook-id: dlv_1", "Hookloop-Attempt: 3", "X-Latin: caf\xe9"}, "text");
  REQUIRE(delivery.delivery_id == "dlv_1");
  const auto read = read_ndjson(exported({captured(draft("1")), captured(broken), captured(delivery)}));
  REQUIRE(read);
  REQUIRE(read->captures.size() == 3);
  check_same(read->captures[0].draft, draft("1"));
  check_same(read->captures[1].draft, broken);
  check_same(read->captures[2].draft, delivery);
}

TEST_CASE("The content of a chunked body is found again", "[bin_server][unit]") {
  CaptureDraft chunked = draft("1");
  chunked.head = "POST /b/mine HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  chunked.body = "3;x=y\r\nabc\r\n0\r\nTrailer: t\r\n\r\n";
  const auto read = read_ndjson(exported({captured(chunked)}));
  REQUIRE(read);
  CHECK(read->captures.front().draft.body == chunked.body);
  CHECK(read->captures.front().draft.content_bytes == 3);
  CHECK(read->captures.front().draft.content_sha256 == sha256("abc"));
}

TEST_CASE("What was imported is exported as the same bytes", "[bin_server][unit]") {
  const std::string file = exported({captured(draft("1")), captured(draft("2", "\xfe\xff"))});
  const auto read = read_ndjson(file);
  REQUIRE(read);
  CHECK(exported(read->captures) == file);
}

TEST_CASE("An export without captures can be imported, an empty file can not", "[bin_server][unit]") {
  const auto none = read_ndjson(exported(std::vector<CapturedRequest>{}));
  REQUIRE(none);
  CHECK(none->captures.empty());
  CHECK(read_ndjson("").error().detail == "The file is empty.");
}

TEST_CASE("Lines of captures alone are a file", "[bin_server][unit]") {
  const std::string file = exported({captured(draft("1")), captured(draft("2"))});
  const auto from = file.find('\n') + 1;
  const auto read = read_ndjson(file.substr(from, file.find("{\"end\"") - from));
  REQUIRE(read);
  CHECK(read->captures.size() == 2);
}

TEST_CASE("A file that is cut off anywhere is damaged", "[bin_server][unit]") {
  const std::string file = exported({captured(draft("1")), captured(draft("2"))});
  // Without its last line feed it says all that it said.
  for (std::size_t size = 0; size + 1 < file.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(read_ndjson(file.substr(0, size)));
  }
  CHECK(read_ndjson(file.substr(0, file.size() - 1)));
}

TEST_CASE("A file of which any bit is another is damaged", "[bin_server][unit]") {
  const std::string file = exported({captured(draft("1")), captured(draft("2", "\xff"))});
  for (std::size_t at = 0; at < file.size(); ++at) {
    std::string damaged = file;
    damaged[at] = static_cast<char>(damaged[at] ^ 1 << at % 8);
    CAPTURE(at);
    CHECK_FALSE(read_ndjson(damaged));
  }
}

TEST_CASE("A line too few, too many or doubled is damage, and its number is told", "[bin_server][unit]") {
  const std::string first = exported({captured(draft("1"))});
  const std::string both = exported({captured(draft("1")), captured(draft("2"))});
  const auto second = both.find('\n', both.find('\n') + 1) + 1;
  const auto end = both.find("{\"end\"");

  const auto missing = read_ndjson(both.substr(0, second) + both.substr(end));
  REQUIRE_FALSE(missing);
  CHECK(missing.error().line == 3);
  CHECK(missing.error().pointer == "/count");

  const auto doubled = read_ndjson(both.substr(0, end) + both.substr(second, end - second) + both.substr(end));
  REQUIRE_FALSE(doubled);
  CHECK(doubled.error().line == 5);

  const auto more = read_ndjson(first + first);
  REQUIRE_FALSE(more);
  CHECK(more.error().line == 4);

  const auto cut = read_ndjson(both.substr(0, end));
  REQUIRE_FALSE(cut);
  CHECK_THAT(cut.error().detail, ContainsSubstring("missing"));
}

TEST_CASE("A damaged line is named by its number", "[bin_server][unit]") {
  std::string file = exported({captured(draft("1")), captured(draft("2")), captured(draft("3"))});
  file.insert(file.find("X-Name", file.find(draft("2").id)), "!");
  const auto read = read_ndjson(file);
  REQUIRE_FALSE(read);
  CHECK(read.error().line == 3);
  CHECK(read.error().pointer == "/sha256");
}

TEST_CASE("A field of a line that is wrong is named by its pointer", "[bin_server][unit]") {
  struct Row {
    const char* pointer;
    ordered_json value;  // null: left out
  };
  for (const Row& row : {Row{"/id", "req_1"},
                         Row{"/id", "bin_00000000000000000000000001"},
                         Row{"/received_at", "now"},
                         Row{"/received_at", nullptr},
                         Row{"/client", nullptr},
                         Row{"/client/address", "localhost"},
                         Row{"/client/address", "127.0.0.1\n"},
                         Row{"/client/port", 65'536},
                         Row{"/client/port", -1},
                         Row{"/complete", "yes"},
                         Row{"/problems", "odd"},
                         Row{"/problems/0", 7},
                         Row{"/response", nullptr},
                         Row{"/response/status", "200"},
                         Row{"/head", nullptr},
                         Row{"/head/text", 7},
                         Row{"/body", ordered_json::object()},
                         Row{"/body/base64", "??"},
                         Row{"/sha256", "00"},
                         Row{"/method", "GET"},
                         Row{"/target", "/b/other"},
                         Row{"/response/state", "waiting"},
                         Row{"/response/state", nullptr},
                         Row{"/response/step", "sequence"},
                         Row{"/response/delay_us", -1},
                         Row{"/response/delay_us", 0.5},
                         Row{"/response/drip", 7},
                         Row{"/response/drip/bytes", nullptr},
                         Row{"/response/drip/every_us", "1s"},
                         Row{"/response/fault", "rest"},
                         Row{"/response/sent_bytes", 75},
                         Row{"/response/sent_bytes", nullptr},
                         Row{"/response/bytes", nullptr},
                         Row{"/response/bytes/base64", "??"},
                         Row{"/response/byts", 1},
                         Row{"/pinned", "yes"},
                         Row{"/note", "\x1b[2J"},
                         Row{"/note", std::string(kLongestNote + 1, 'x')},
                         Row{"/tags/0", ""},
                         Row{"/tags/1", "slow"},
                         Row{"/tags", std::vector<std::string>(kMostTags + 1, "a")},
                         Row{"/exchanges", std::vector<int>(kMostExchangesPerCapture + 1)},
                         Row{"/exchanges", "none"},
                         Row{"/exchanges/0/id", "xch_1"},
                         Row{"/exchanges/0/kind", "resend"},
                         Row{"/exchanges/0/kind", nullptr},
                         Row{"/exchanges/1/to", "javascript:alert(1)"},
                         Row{"/exchanges/1/url", nullptr},
                         Row{"/exchanges/0/started_at", "now"},
                         Row{"/exchanges/1/failure", "timed out"},
                         Row{"/exchanges/1/timed_out_in", "second_byte"},
                         Row{"/exchanges/1/detail", 7},
                         Row{"/exchanges/1/request/head", nullptr},
                         Row{"/exchanges/0/answer/status", 1'000},
                         Row{"/exchanges/0/answer/body_bytes", 1},
                         Row{"/exchanges/0/answer/complete", "yes"},
                         Row{"/exchanges/0/phases/whole_us", -1},
                         Row{"/exchanges/0/answr", 1}}) {
    CAPTURE(row.pointer, row.value.dump());
    const auto fault = fault_of([&row](ordered_json& line) {
      if (std::string_view(row.pointer) == "/body/base64") line["body"].clear();
      line[ordered_json::json_pointer(row.pointer)] = row.value;
    });
    CHECK(fault.line == 1);
    CHECK(fault.pointer == row.pointer);
    CHECK((fault.detail.ends_with(".") || fault.detail.ends_with("?")));
  }
}

TEST_CASE("A field that is not known is an error that names the nearest", "[bin_server][unit]") {
  const auto fault = fault_of([](ordered_json& line) { line["recieved_at"] = 1; });
  CHECK(fault.pointer == "/recieved_at");
  CHECK_THAT(fault.detail, ContainsSubstring("received_at"));
}

TEST_CASE("What is no file of ours, or of a newer program, is refused", "[bin_server][unit]") {
  for (const auto& [text, word] : {std::pair{"[]", "no JSON object"},
                                   {"hello", "no JSON"},
                                   {R"({"format":"har","version":1})", "hookloop-captures"},
                                   {R"({"format":"hookloop-captures","version":2})", "version 1"},
                                   {R"({"format":"hookloop-captures"})", "version 1"},
                                   {"\n", "no JSON"}}) {
    CAPTURE(text);
    const auto read = read_ndjson(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().line == 1);
    CHECK_THAT(read.error().detail, ContainsSubstring(word));
  }
}

TEST_CASE("A line whose head was changed by hand is taken without its digest", "[bin_server][unit]") {
  const std::string file = exported({captured(draft("1"))});
  const auto from = file.find('\n') + 1;
  auto line = ordered_json::parse(file.substr(from, file.find('\n', from) - from));
  line["head"] = {{"text", "PUT /b/mine HTTP/1.1\r\n\r\n"}};
  for (const char* field : {"sha256", "method", "target", "id"}) line.erase(field);
  const auto read = read_ndjson(line.dump());
  REQUIRE(read);
  CHECK(read->captures.front().draft.head == "PUT /b/mine HTTP/1.1\r\n\r\n");
  CHECK(read->captures.front().draft.id.empty());
}

TEST_CASE("What is noted of a capture comes back from its line", "[bin_server][unit]") {
  const auto written = noted_captures();
  const auto read = read_ndjson(exported(written));
  REQUIRE(read);
  REQUIRE(read->captures.size() == written.size());
  for (std::size_t i = 0; i < written.size(); ++i) {
    CAPTURE(i);
    check_same(read->captures[i].draft, written[i].draft);
    CHECK(read->captures[i].draft.answer == written[i].draft.answer);
    CHECK(read->captures[i].marks == written[i].marks);
    CHECK(read->captures[i].exchanges == written[i].exchanges);
  }
  CHECK(exported(read->captures) == exported(written));
}

TEST_CASE("An answer that is waiting is of unknown end in a file", "[bin_server][unit]") {
  NotedCapture waiting = noted_captures()[1];
  waiting.draft.answer->state = GivenAnswer::State::waiting;
  const auto read = read_ndjson(exported(std::vector<NotedCapture>{waiting}));
  REQUIRE(read);
  CHECK(read->captures.front().draft.answer->state == GivenAnswer::State::unknown);
  CHECK(read->captures.front().draft.answer->bytes == waiting.draft.answer->bytes);
}

TEST_CASE("A line says no more than there is to say, as before there were notes", "[bin_server][unit]") {
  const auto line = first_line_of(exported({captured(draft("1"))}));
  CHECK(line["response"] == ordered_json{{"status", 200}});
  for (const char* field : {"pinned", "note", "tags", "exchanges"}) CHECK_FALSE(line.contains(field));
  const auto read = read_ndjson(line.dump());
  REQUIRE(read);
  CHECK_FALSE(read->captures.front().draft.answer);
}

TEST_CASE("Where the captures of a file begin is told", "[bin_server][unit]") {
  const std::string file = exported({captured(draft("1"))});
  CHECK(read_ndjson(file)->first_line == 2);
  CHECK(read_ndjson(first_line_of(file).dump())->first_line == 1);
}

}  // namespace hookloop::test
