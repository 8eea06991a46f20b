#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/api_client.h"
#include "tests/support/running_bin_server.h"

namespace hookloop::test {
namespace {

using Catch::Matchers::ContainsSubstring;
using nlohmann::json;

const std::string kSnippets = "/api/v1/bins/mine/requests/latest/snippets";

void capture(std::uint16_t port, std::string_view bytes) {
  RawClient client(port);
  client.send(bytes);
  client.half_close();
  client.read_to_end();
}

}  // namespace

TEST_CASE("A request is given as a program in every language", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  ApiClient api(server.port());
  api.make_bin("mine");
  capture(server.port(), post("/b/mine/x?a=1", "it's", "Authorization: Bearer s3cret\r\n"));
  const json answer = api.get_json(kSnippets);
  CHECK(answer["url"] == fmt::format("http://127.0.0.1:{}/b/mine/x?a=1", server.port()));
  REQUIRE(answer["snippets"].size() == 11);
  for (const json& snippet : answer["snippets"]) {
    CAPTURE(snippet["language"]);
    CHECK_THAT(snippet["text"].get<std::string>(), ContainsSubstring("s3cret"));
    CHECK_THAT(snippet["file"].get<std::string>(), ContainsSubstring("equest."));
  }
  const json masked = api.get_json(kSnippets + "?redact=true");
  CHECK_THAT(masked.dump(), !ContainsSubstring("s3cret"));
}

TEST_CASE("One program comes as text, to be sent elsewhere", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  ApiClient api(server.port());
  api.make_bin("mine");
  capture(server.port(), post("/b/mine/x?a=1", "body"));
  const auto answer = api.get(kSnippets + "?language=curl&url=http://localhost:3000/hook");
  CHECK(answer.status == 200);
  CHECK(answer.header("Content-Type") == "text/plain; charset=utf-8");
  CHECK(answer.header("Content-Security-Policy") == "sandbox; default-src 'none'");
  CHECK_THAT(answer.body, ContainsSubstring("curl 'http://localhost:3000/hook/x?a=1' \\\n"));
}

TEST_CASE("What can not be given as a program says why", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  ApiClient api(server.port());
  api.make_bin("mine");
  capture(server.port(), post("/b/mine", "body"));
  for (const auto& [query, word] : {std::pair{"?language=pyton", "did you mean python"},
                                    {"?url=localhost", "'url' is an http://"},
                                    {"?url=http://u:p@h", "without login"},
                                    {"?redact=1", "true or false"},
                                    {"?lang=curl", "no parameter"}}) {
    CAPTURE(query);
    const auto answer = api.get(kSnippets + query);
    CHECK(answer.status == 400);
    CHECK_THAT(answer.body, ContainsSubstring(word));
  }
  CHECK(api.get("/api/v1/bins/mine/requests/9/snippets").status == 404);
  capture(server.port(), "POST /b/mine HTTP/1.1\r\nno colon\r\n\r\n");
  const auto malformed = api.get(kSnippets);
  CHECK(malformed.status == 422);
  CHECK_THAT(malformed.body, ContainsSubstring("/raw"));
}

TEST_CASE("Each form is a download of its own type", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  ApiClient api(server.port());
  api.make_bin("mine");
  capture(server.port(), post("/b/mine", "body", "Authorization: Bearer s3cret\r\n"));
  struct Row {
    const char* format;
    const char* type;
    const char* file;
    bool is_masked;
  };
  for (const Row& row :
       {Row{"har", "application/json", "mine.har", true}, Row{"ndjson", "application/x-ndjson", "mine.ndjson", false},
        Row{"curl", "application/x-sh", "mine.sh", false},
        Row{"html", "text/html; charset=utf-8", "mine.html", true}}) {
    CAPTURE(row.format);
    const std::string target = fmt::format("/api/v1/bins/mine/export?format={}", row.format);
    const auto answer = api.get(target);
    CHECK(answer.status == 200);
    CHECK(answer.header("Content-Type") == row.type);
    CHECK(answer.header("Content-Disposition") == fmt::format("attachment; filename=\"{}\"", row.file));
    CHECK((answer.body.find("s3cret") == std::string::npos) == row.is_masked);
    CHECK_THAT(api.get(target + "&redact=false").body, ContainsSubstring("s3cret"));
  }
  CHECK(api.get("/api/v1/bins/mine/export?format=ndjson&redact=true").status == 400);
}

TEST_CASE("The secrets of a bin are in no export", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  ApiClient api(server.port());
  const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  api.make_bin("mine", fmt::format(R"(,"secrets":["{}"])", secret));
  capture(server.port(), post("/b/mine", "body", "webhook-id: d\r\nwebhook-signature: v1,x\r\n"));
  for (const char* form : {"har", "ndjson", "curl", "html"}) {
    CAPTURE(form);
    CHECK_THAT(api.get(fmt::format("/api/v1/bins/mine/export?format={}&redact=false", form)).body,
               !ContainsSubstring(secret.substr(6)));
  }
}

}  // namespace hookloop::test
