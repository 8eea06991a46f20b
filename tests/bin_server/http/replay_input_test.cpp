#include "bin_server/http/replay_input.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace hookloop::test {

using namespace std::string_literals;

TEST_CASE("A replay's description says where, what is edited, and how it is signed", "[bin_server][unit]") {
  const auto input = parse_replay_input(R"({"to": "http://localhost:3000/hook", "append_path": false, "method": "PUT",
      "headers": {"X-Env": "test", "Cookie": null, "X-Two": ["1", "2"]}, "body_base64": "AP8=",
      "sign": {"secret": "old", "scheme": "github"}, "timeout_ms": 250, "ids": ["req_1", "req_2"]})",
                                        /*may_select=*/true);
  REQUIRE(input);
  const ReplayOrder& order = input->order;
  CHECK(order.to == "http://localhost:3000/hook");
  CHECK(order.target.host == "localhost");
  CHECK_FALSE(order.append_path);
  CHECK(order.edits.method == "PUT");
  REQUIRE(order.edits.headers.size() == 3);
  CHECK(order.edits.headers[0].values == std::vector<std::string>{"test"});
  CHECK(order.edits.headers[1].values.empty());
  CHECK(order.edits.headers[2].values == std::vector<std::string>{"1", "2"});
  CHECK(order.edits.body == "\0\xff"s);
  CHECK(order.sign->label == "old");
  CHECK(order.sign->scheme == SignatureScheme::github);
  CHECK(order.timeout == std::chrono::milliseconds(250));
  CHECK(input->ids == std::vector<std::string>{"req_1", "req_2"});
}

TEST_CASE("A replay needs its target alone", "[bin_server][unit]") {
  const auto input = parse_replay_input(R"({"to": "http://localhost:3000"})", false);
  REQUIRE(input);
  CHECK(input->order.append_path);
  CHECK_FALSE(input->order.edits.body);
  CHECK_FALSE(input->order.sign);
  CHECK_FALSE(input->ids);
}

TEST_CASE("A bad field of a replay is named by its pointer", "[bin_server][unit]") {
  struct Row {
    std::string json;
    std::string pointer;
    std::string detail;
  };
  const auto row = GENERATE(values<Row>({
      {"", "/to", "must be given"},
      {"[]", "", "object"},
      {R"({"too": "x"})", "/too", "did you mean to?"},
      {R"("to": 5)", "", "JSON"},
      {R"({"to": 5})", "/to", "text"},
      {R"({"to": "localhost:3000"})", "/to", "did you mean http://localhost:3000"},
      {R"({"to": "ftp://h/"})", "/to", "http:// or https://"},
      {R"({"to": "http://me:hidden@h/"})", "/to", "leave the login out"},
      {R"({"to": "http://h/#a"})", "/to", "fragment"},
      {R"({"to": "http://h", "append_path": 1})", "/append_path", "true or false"},
      {R"({"to": "http://h", "method": "A B"})", "/method", "HTTP method"},
      {R"({"to": "http://h", "method": "CONNECT"})", "/method", "not CONNECT"},
      {R"({"to": "http://h", "headers": [["A", "b"]]})", "/headers", "object"},
      {R"({"to": "http://h", "headers": {"A b": "x"}})", "/headers/A b", "name"},
      {R"({"to": "http://h", "headers": {"A": 5}})", "/headers/A", "null to leave"},
      {R"({"to": "http://h", "headers": {"A": ["x", 5]}})", "/headers/A/1", "text"},
      {R"({"to": "http://h", "headers": {"A": "x\r\nB: y"}})", "/headers/A", "line breaks"},
      {R"({"to": "http://h", "headers": {"A": " x"}})", "/headers/A", "white space"},
      {R"({"to": "http://h", "headers": {"A": "1", "a": "2"}})", "/headers/a", "twice"},
      {R"({"to": "http://h", "headers": {"content-length": "5"}})", "/headers/content-length", "made anew"},
      {R"({"to": "http://h", "headers": {"Transfer-Encoding": null}})", "/headers/Transfer-Encoding", "made anew"},
      {R"({"to": "http://h", "body": 5})", "/body", "text"},
      {R"({"to": "http://h", "body": "x", "body_base64": "eA=="})", "/body_base64", "not both"},
      {R"({"to": "http://h", "body_base64": "!"})", "/body_base64", "base64"},
      {R"({"to": "http://h", "sign": "yes"})", "/sign", "true, or an object"},
      {R"({"to": "http://h", "sign": {"label": "x"}})", "/sign/label", "no such field"},
      {R"({"to": "http://h", "sign": {"scheme": "gihub"}})", "/sign/scheme", "github"},
      {R"({"to": "http://h", "timeout_ms": 0})", "/timeout_ms", "from 1 to 300000"},
      {R"({"to": "http://h", "timeout_ms": 300001})", "/timeout_ms", "from 1 to 300000"},
      {R"({"to": "http://h", "ids": []})", "/ids", "1 to 1000"},
      {R"({"to": "http://h", "ids": [5]})", "/ids/0", "text"},
  }));
  CAPTURE(row.json);
  const auto input = parse_replay_input(row.json, true);
  REQUIRE_FALSE(input);
  CHECK(input.error().status == 400);
  CHECK(input.error().pointer == row.pointer);
  CHECK_THAT(input.error().detail, Catch::Matchers::ContainsSubstring(row.detail));
  CHECK_THAT(input.error().detail, !Catch::Matchers::ContainsSubstring("hidden"));
}

TEST_CASE("One capture is replayed by its address, not by ids", "[bin_server][unit]") {
  const auto input = parse_replay_input(R"({"to": "http://h", "ids": ["req_1"]})", /*may_select=*/false);
  REQUIRE_FALSE(input);
  CHECK(input.error().pointer == "/ids");
}

}  // namespace hookloop::test
