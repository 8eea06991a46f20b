#include "bin_server/export/snippet.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bin_server/export/curl_script.h"
#include "tests/support/captures.h"

namespace hookloop::test {
namespace {

using Catch::Matchers::ContainsSubstring;
using namespace std::string_literals;

SendableRequest sendable(const std::string& line, const std::vector<std::string>& headers = {}, std::string body = {},
                         Redaction redaction = Redaction::none) {
  CaptureBench bench;
  const auto captured = bench.capture(line, headers, std::move(body));
  auto request = to_sendable(captured, {"http", "127.0.0.1:8080", "/b/mine"}, redaction);
  REQUIRE(request);
  request->content_url = "http://127.0.0.1:8080/api/v1/bins/mine/requests/req_1/body";
  return *request;
}

const std::vector<std::string> kUsual{"Content-Type: application/json", "User-Agent: test/1", "Accept: */*"};

}  // namespace

TEST_CASE("The languages are those that were promised, each once", "[bin_server][unit]") {
  std::vector<std::string> names;
  for (const SnippetLanguage& language : snippet_languages()) {
    names.emplace_back(language.name);
    const Snippet snippet = language.make(sendable("POST /b/mine", kUsual, "{}"));
    CHECK(snippet.language == language.name);
    CHECK_FALSE(snippet.label.empty());
    CHECK_THAT(snippet.text, ContainsSubstring("127.0.0.1") && ContainsSubstring("test/1"));
    CHECK(snippet.text.back() == '\n');
  }
  CHECK(names == std::vector<std::string>{"curl", "wget", "httpie", "python", "node", "go", "java", "csharp", "php",
                                          "ruby", "powershell"});
}

TEST_CASE("A request of plain text is curl as a person writes it", "[bin_server][unit]") {
  CHECK(curl_snippet(sendable("POST /b/mine/x?a=1", kUsual, R"({"it's":1})")).text ==
        "curl 'http://127.0.0.1:8080/b/mine/x?a=1' \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        "  -H 'User-Agent: test/1' \\\n"
        "  -H 'Accept: */*' \\\n"
        "  --data-raw '{\"it'\\''s\":1}'\n");
}

TEST_CASE("curl is told of nothing that it would add of its own", "[bin_server][unit]") {
  CaptureBench bench;
  CaptureDraft bare = request_draft(bench.bin.number, "req_b", "GET /b/mine");
  bare.head = "GET /b/mine HTTP/1.1\r\n\r\n";
  const auto request = to_sendable(bench.capture(bare), {"http", "h", "/b/mine"}, Redaction::none);
  REQUIRE(request);
  CHECK(curl_snippet(*request).text == "curl 'http://h/b/mine' \\\n  -H 'User-Agent:' \\\n  -H 'Accept:'\n");
}

TEST_CASE("A body that is not plain text goes into curl's standard input", "[bin_server][unit]") {
  const std::string one = curl_snippet(sendable("POST /b/mine", kUsual, "a\0b"s)).text;
  CHECK_THAT(one, ContainsSubstring("printf 'a\\000b' | curl ") && ContainsSubstring("--data-binary @-"));
  const std::string lines = curl_snippet(sendable("POST /b/mine", kUsual, "a\r\nb\r\n")).text;
  CHECK_THAT(lines, ContainsSubstring("{\nprintf 'a\\r\\n'\nprintf 'b\\r\\n'\n} | curl "));
}

TEST_CASE("curl sends a path that is no URL as it was", "[bin_server][unit]") {
  const std::string text = curl_snippet(sendable("POST /b/mine/a b/\xff", kUsual)).text;
  CHECK_THAT(text, ContainsSubstring("--request-target \"$(printf '/b/mine/a b/\\377')\" 'http://127.0.0.1:8080'"));
  CHECK_THAT(curl_snippet(sendable("POST /b/mine/../x", kUsual)).text, ContainsSubstring("--path-as-is"));
}

TEST_CASE("What a client can not send is left out, and the program says so", "[bin_server][unit]") {
  const auto request = sendable("POST /b/mine/a b", {"X-Odd: a\x01\xe9", "X-Latin: \xe9"}, "{}");
  struct Row {
    Snippet (*make)(const SendableRequest&);
    bool has_latin;
  };
  for (const auto& [make, has_latin] :
       {Row{node_snippet, true}, Row{go_snippet, true}, Row{java_snippet, false}, Row{csharp_snippet, false},
        Row{powershell_snippet, false}, Row{httpie_snippet, false}}) {
    const Snippet snippet = make(request);
    CAPTURE(snippet.language);
    const auto tells = [&snippet](const std::string& name) {
      return std::any_of(snippet.notes.begin(), snippet.notes.end(),
                         [&name](const std::string& note) { return note.starts_with(name + " is left out"); });
    };
    CHECK(tells("X-Odd"));
    CHECK(tells("X-Latin") != has_latin);
    for (const std::string& note : snippet.notes) CHECK_THAT(snippet.text, ContainsSubstring(note));
  }
  CHECK(curl_snippet(request).notes.empty());
}

TEST_CASE("What was masked is told of", "[bin_server][unit]") {
  const auto request = sendable("POST /b/mine", {"Authorization: Basic eDp5"}, "{}", Redaction::masked);
  for (const SnippetLanguage& language : snippet_languages()) {
    const Snippet snippet = language.make(request);
    CAPTURE(snippet.language);
    CHECK_THAT(snippet.text, ContainsSubstring("Secrets were masked") && !ContainsSubstring("eDp5"));
  }
}

TEST_CASE("A large body is read from a file, and how to get it is told", "[bin_server][unit]") {
  const auto request = sendable("POST /b/mine", kUsual, std::string(kLargestInlineBody + 1, 'x'));
  for (const SnippetLanguage& language : snippet_languages()) {
    const std::string text = language.make(request).text;
    CAPTURE(language.name);
    CHECK(text.size() < 4'000);
    CHECK_THAT(text,
               ContainsSubstring("curl -o req_1.body 'http://127.0.0.1:8080/api/v1/bins/mine/requests/req_1/body'"));
  }
}

TEST_CASE("HTTPie takes no value for a file or for JSON", "[bin_server][unit]") {
  const std::string text =
      httpie_snippet(sendable("POST /b/mine", {"X-At: @/etc/passwd", "X-Is: =1", "X-None:", "X: a"}, "{}")).text;
  CHECK_THAT(text, ContainsSubstring("'X-At:\\@/etc/passwd'") && ContainsSubstring("'X-Is:\\=1'") &&
                       ContainsSubstring("'X-None;'") && ContainsSubstring("'X:a'"));
}

TEST_CASE("wget joins what it sends once", "[bin_server][unit]") {
  const Snippet snippet = wget_snippet(sendable("POST /b/mine", {"X: a", "x: b", "Cookie: c=1", "Cookie: d=2"}));
  CHECK_THAT(snippet.text, ContainsSubstring("'X: a, b'") && ContainsSubstring("'Cookie: c=1; d=2'"));
  CHECK_THAT(snippet.text, ContainsSubstring("# wget sends a header field once"));
}

TEST_CASE("The script of a bin says what it leaves out", "[bin_server][unit]") {
  CaptureBench bench;
  CurlScriptForm form({"http", "h", "/b/mine"}, Redaction::none);
  const std::string begin = form.begin();
  CHECK_THAT(begin, ContainsSubstring("base=${1:-'http://h/b/mine'}"));
  const std::string sent = form.add(bench.capture("POST /b/mine/x?y", kUsual, "{}"), {});
  CHECK_THAT(sent,
             ContainsSubstring("if ! send 'req_1' \"$base\"'/x?y' \\\n") && ContainsSubstring("then failed=1; fi"));
  CaptureDraft malformed = request_draft(bench.bin.number, "req_m", "POST /b/mine");
  malformed.head = "rubbish\n$(id)";
  const std::string left_out = form.add(bench.capture(malformed), {});
  CHECK_THAT(left_out, ContainsSubstring("# Left out") && !ContainsSubstring("$(id)"));
}

}  // namespace hookloop::test
