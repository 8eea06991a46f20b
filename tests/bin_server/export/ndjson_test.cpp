#include "bin_server/export/ndjson.h"

#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include "shared/support/encoding.h"
#include "tests/support/captures.h"

namespace hookloop::test {
namespace {

using Catch::Matchers::ContainsSubstring;
using nlohmann::ordered_json;
using namespace std::string_literals;

std::string exported(const std::vector<CapturedRequest>& requests) {
  NdjsonForm form;
  std::string text = form.begin();
  for (const CapturedRequest& request : requests) text += form.add(request);
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

// A line of a capture, changed, as a file of its own.
template <typename Change>
NdjsonFault fault_of(const Change& change) {
  const std::string file = exported({captured(draft("1"))});
  const auto from = file.find('\n') + 1;
  auto line = ordered_json::parse(file.substr(from, file.find('\n', from) - from));
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
  REQUIRE(read->size() == 3);
  check_same((*read)[0], draft("1"));
  check_same((*read)[1], broken);
  check_same((*read)[2], delivery);
}

TEST_CASE("The content of a chunked body is found again", "[bin_server][unit]") {
  CaptureDraft chunked = draft("1");
  chunked.head = "POST /b/mine HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  chunked.body = "3;x=y\r\nabc\r\n0\r\nTrailer: t\r\n\r\n";
  const auto read = read_ndjson(exported({captured(chunked)}));
  REQUIRE(read);
  CHECK(read->front().body == chunked.body);
  CHECK(read->front().content_bytes == 3);
  CHECK(read->front().content_sha256 == sha256("abc"));
}

TEST_CASE("What was imported is exported as the same bytes", "[bin_server][unit]") {
  const std::string file = exported({captured(draft("1")), captured(draft("2", "\xfe\xff"))});
  const auto read = read_ndjson(file);
  REQUIRE(read);
  CHECK(exported({captured((*read)[0]), captured((*read)[1])}) == file);
}

TEST_CASE("An export without captures can be imported, an empty file can not", "[bin_server][unit]") {
  const auto none = read_ndjson(exported({}));
  REQUIRE(none);
  CHECK(none->empty());
  CHECK(read_ndjson("").error().detail == "The file is empty.");
}

TEST_CASE("Lines of captures alone are a file", "[bin_server][unit]") {
  const std::string file = exported({captured(draft("1")), captured(draft("2"))});
  const auto from = file.find('\n') + 1;
  const auto read = read_ndjson(file.substr(from, file.find("{\"end\"") - from));
  REQUIRE(read);
  CHECK(read->size() == 2);
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
                         Row{"/target", "/b/other"}}) {
    CAPTURE(row.pointer, row.value.dump());
    const auto fault = fault_of([&row](ordered_json& line) {
      if (std::string_view(row.pointer) == "/body/base64") line["body"].clear();
      line[ordered_json::json_pointer(row.pointer)] = row.value;
    });
    CHECK(fault.line == 1);
    CHECK(fault.pointer == row.pointer);
    CHECK(fault.detail.ends_with("."));
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
  CHECK(read->front().head == "PUT /b/mine HTTP/1.1\r\n\r\n");
  CHECK(read->front().id.empty());
}

}  // namespace hookloop::test
