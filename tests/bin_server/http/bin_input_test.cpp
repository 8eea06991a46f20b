#include "bin_server/http/bin_input.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace hookloop::test {
namespace {

const Timestamp kNow{std::chrono::seconds(1'769'860'800)};

}  // namespace

TEST_CASE("A bin's description sets what it names and leaves the rest", "[bin_server][unit]") {
  BinSettings before;
  before.name = "old";
  before.limits.max_requests = 7;
  const auto input = parse_bin_input(R"({"name": "new", "response": {"status": 503, "headers": {"Retry-After": "2"},
      "body_base64": "AP8="}, "secrets": ["one", {"scheme": "github", "secret": "two", "label": "old one"}],
      "expires_in_ms": 1000, "max_age_ms": 1500})",
                                     before, false, kNow);
  REQUIRE(input);
  CHECK(input->settings.name == "new");
  CHECK(input->settings.limits.max_requests == 7);
  CHECK(input->settings.limits.max_age == std::chrono::milliseconds(1500));
  CHECK(input->settings.response->answer == BinResponse{false, 503, {{"Retry-After", "2"}}, std::string("\0\xff", 2)});
  REQUIRE(input->settings.secrets.size() == 2);
  CHECK(input->settings.secrets[0].secret == "one");
  CHECK(input->settings.secrets[1].scheme == SignatureScheme::github);
  CHECK(input->settings.secrets[1].label == "old one");
  CHECK(input->settings.expires_at == kNow + std::chrono::seconds(1));
}

TEST_CASE("A bin needs no description", "[bin_server][unit]") { CHECK(parse_bin_input("", {}, true, kNow)); }

TEST_CASE("A response with a status alone goes on telling the capture's id", "[bin_server][unit]") {
  const auto input = parse_bin_input(R"({"response": {"status": 503}})", {}, true, kNow);
  REQUIRE(input);
  CHECK(input->settings.response->answer.tells_capture);
  CHECK(input->settings.response->answer.status == 503);
}

TEST_CASE("A bad field of a bin's description is named by its pointer", "[bin_server][unit]") {
  struct Row {
    std::string json;
    std::string pointer;
    std::string detail;
  };
  const auto row = GENERATE(values<Row>({
      {"[]", "", "object"},
      {"{\"name\": \"\xff\"}", "", "UTF-8"},
      {R"({"nmae": "x"})", "/nmae", "did you mean name?"},
      {R"({"id": "a b"})", "/id", "1 to 64"},
      {R"({"id": 5})", "/id", "text"},
      {R"({"name": 5})", "/name", "text"},
      {R"({"response": 5})", "/response", "object"},
      {R"({"response": {"status": 99}})", "/response/status", "200 to 599"},
      {R"({"response": {"status": "200"}})", "/response/status", "200 to 599"},
      {R"({"response": {"stats": 200}})", "/response/stats", "did you mean status?"},
      {R"({"response": {"headers": {"A b": "x"}}})", "/response/headers/A b", "name"},
      {R"({"response": {"headers": [["A", "x\r\ny"]]}})", "/response/headers/0", "line breaks"},
      {R"({"response": {"headers": [["A"]]}})", "/response/headers/0", "pair"},
      {R"({"response": {"headers": [["content-length", "5"]]}})", "/response/headers/0", "server"},
      {R"({"response": {"body_base64": "!"}})", "/response/body_base64", "base64"},
      {R"({"response": {"body": "x", "body_base64": "eA=="}})", "/response/body_base64", "not both"},
      {R"({"forward": "http://h"})", "/forward", "object"},
      {R"({"forward": {"target": []}})", "/forward/target", "did you mean targets?"},
      {R"({"forward": {"targets": "http://h"}})", "/forward/targets", "list"},
      {R"({"forward": {"targets": ["localhost:3000"]}})", "/forward/targets/0", "did you mean http://localhost:3000"},
      {R"({"forward": {"targets": ["http://h", {"url": "ftp://h"}]}})", "/forward/targets/1/url", "http:// or"},
      {R"({"forward": {"targets": [{"append_path": true}]}})", "/forward/targets/0/url", "must be given"},
      {R"({"forward": {"targets": ["http://me:pass@h"]}})", "/forward/targets/0", "leave the login out"},
      {R"({"forward": {"targets": [5]}})", "/forward/targets/0", "URL such as"},
      {R"({"forward": {"targets": ["http://h", "http://h"]}})", "/forward/targets/1", "twice"},
      {R"({"forward": {"targets": ["http://h"], "timeout_ms": 0}})", "/forward/timeout_ms", "from 1 to 300000"},
      {R"({"forward": {"targets": ["http://h"], "return_answer": 1}})", "/forward/return_answer", "true or false"},
      {R"({"forward": {"return_answer": true}})", "/forward/return_answer", "give `targets`"},
      {R"({"forward": {"targets": ["http://h"], "return_answer": true}, "response": {"status": 201}})", "/response",
       "return_answer"},
      {R"({"secrets": "x"})", "/secrets", "list"},
      {R"({"secrets": ["a", ""]})", "/secrets/1", "not empty"},
      {R"({"secrets": [{"scheme": "github"}]})", "/secrets/0/secret", "must be given"},
      {R"({"secrets": [{"scheme": "gihub", "secret": "x"}]})", "/secrets/0/scheme", "github"},
      {R"({"max_requests": 0})", "/max_requests", "from 1"},
      {R"({"max_bytes": -1})", "/max_bytes", "whole number"},
      {R"({"max_age_ms": 0})", "/max_age_ms", "from 1"},
      {R"({"expires_in_ms": 1.5})", "/expires_in_ms", "whole number"},
  }));
  const auto input = parse_bin_input(row.json, {}, true, kNow);
  REQUIRE_FALSE(input);
  CHECK(input.error().status == 400);
  CHECK(input.error().pointer == row.pointer);
  CHECK_THAT(input.error().detail, Catch::Matchers::ContainsSubstring(row.detail));
}

TEST_CASE("A bin's id can not be changed", "[bin_server][unit]") {
  const auto input = parse_bin_input(R"({"id": "other"})", {}, /*may_name=*/false, kNow);
  REQUIRE_FALSE(input);
  CHECK(input.error().pointer == "/id");
}

TEST_CASE("Where a bin forwards to is set as a whole, and taken back by null", "[bin_server][unit]") {
  const auto set = parse_bin_input(
      R"({"forward": {"targets": ["http://h/a", {"url": "http://h/b", "append_path": false}], "timeout_ms": 5}})", {},
      true, kNow);
  REQUIRE(set);
  const ForwardSettings& forward = set->settings.forward;
  CHECK(forward.targets == std::vector<ForwardTarget>{{"http://h/a"}, {"http://h/b", false}});
  CHECK(forward.timeout == std::chrono::milliseconds(5));
  const auto changed = parse_bin_input(R"({"forward": {"targets": ["http://h/c"]}})", set->settings, false, kNow);
  CHECK(changed->settings.forward.targets == std::vector<ForwardTarget>{{"http://h/c"}});
  CHECK(changed->settings.forward.timeout == std::chrono::milliseconds(5));
  CHECK(parse_bin_input("{}", set->settings, false, kNow)->settings.forward == forward);
  CHECK(parse_bin_input(R"({"forward": null})", set->settings, false, kNow)->settings.forward == ForwardSettings{});
}

TEST_CASE("What contradicts the answer that a bin returns is refused, whichever is set later", "[bin_server][unit]") {
  const auto set = parse_bin_input(R"({"forward": {"targets": ["http://h"], "return_answer": true}})", {}, true, kNow);
  REQUIRE(set);
  CHECK(set->settings.forward.return_answer);
  const auto refused = [&](const char* json, const BinSettings& before) {
    const auto input = parse_bin_input(json, before, false, kNow);
    return input ? "" : input.error().pointer.value_or("");
  };
  CHECK(refused(R"({"forward": {"targets": []}})", set->settings) == "/forward/targets");
  CHECK(refused(R"({"response": {"delay_ms": 5}})", set->settings) == "/response");
  CHECK(refused(R"({"response": {"status": 200}})", set->settings).empty());  // that is the plain answer
  CHECK(refused(R"({"forward": {"timeout_ms": 5}, "response": null})", set->settings).empty());
  BinSettings before = parse_bin_input(R"({"response": {"status": 503}})", {}, true, kNow)->settings;
  const char* const returns = R"({"forward": {"targets": ["http://h"], "return_answer": true}})";
  CHECK(refused(returns, before) == "/forward/return_answer");
  CHECK(refused(R"({"forward": {"targets": ["http://h"], "return_answer": true}, "response": null})", before).empty());
  CHECK(refused(R"({"forward": null, "response": {"status": 503}})", set->settings).empty());
}

}  // namespace hookloop::test
