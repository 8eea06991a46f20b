// What `create`, `list`, `show` and `delete` print, on a terminal and elsewhere.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/bin_server/cli/bin_server_run.h"

using namespace hookloop;
using namespace hookloop::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string kRow =
    R"({"id":"req_1","bin":"demo","seq":7,"received_at":"2026-01-31T12:00:00.123456Z","method":"POST",)"
    R"("target":"/b/demo/orders?x=1","path":"/b/demo/orders","http_version":"HTTP/1.1","headers":[["Host","a"]],)"
    R"("body":{"bytes":1536,"sha256":"00","text":"{\"a\":1.00}"},"client":{"address":"127.0.0.1","port":5},)"
    R"("complete":true,"problems":[],"response":{"status":503},"delivery":{"id":"dlv_1","event_id":"evt_1",)"
    R"("event_type":"PROJECT_PUBLISH","attempt":2},"verdict":{"payload":{"state":"valid","violations":[]},)"
    R"("signature":{"state":"invalid","detail":"The body was changed."},"duplicate_of":"req_0"},"trailers":[]})";

std::string page(const std::string& rows, const std::string& next = "null") {
  return R"({"requests":[)" + rows + R"(],"next":)" + next + "}";
}

}  // namespace

TEST_CASE("A script gets the capture URL alone, a person what there is to know", "[bin_server][unit]") {
  const std::string bin =
      R"({"id":"demo","name":"demo","capture_url":"http://x/b/demo","page_url":"http://x/bins/demo","response":{"status":200}})";
  BinServerRun script({answered(201, bin)});
  CHECK(script({"create", "demo"}) == ExitCode::passed);
  CHECK(script.out() == "http://x/b/demo\n");
  BinServerRun person({answered(201, bin)});
  person.out_is_terminal = true;
  CHECK(person({"create", "demo"}) == ExitCode::passed);
  CHECK(person.out() ==
        "http://x/b/demo\n"
        "  page      http://x/bins/demo\n"
        "  answers   200\n"
        "  watch it  bin_server tail demo\n");
}

TEST_CASE("Captures are listed a line each, with what we think of them", "[bin_server][unit]") {
  BinServerRun bin_server({answered(200, page(kRow))});
  CHECK(bin_server({"list", "demo"}) == ExitCode::passed);
  CHECK(bin_server.out() ==
        "seq  received              method  target       answered  size     event type       attempt  verdict\n"
        "7    2026-01-31 12:00:00Z  POST    /orders?x=1  503       1.5 KiB  PROJECT_PUBLISH  2        duplicate, "
        "valid, bad signature\n");
}

TEST_CASE("A list goes on over pages until it has as many as were asked for", "[bin_server][unit]") {
  BinServerRun bin_server({answered(200, page(kRow, "7")), answered(200, page(kRow, "5"))});
  CHECK(bin_server({"list", "demo", "--limit", "2", "--json"}) == ExitCode::passed);
  CHECK(bin_server.asked() ==
        Words{"GET /api/v1/bins/demo/requests?limit=2", "GET /api/v1/bins/demo/requests?limit=1&before=7"});
  CHECK_THAT(bin_server.out(), ContainsSubstring(R"("next": 5)"));
}

TEST_CASE("A list that has more says how to go on, beside the output", "[bin_server][unit]") {
  BinServerRun bin_server({answered(200, page(kRow, "7"))});
  CHECK(bin_server({"list", "demo", "--limit", "1"}) == ExitCode::passed);
  CHECK(bin_server.err() == "There are older ones: --before 7, or a larger --limit\n");
}

TEST_CASE("An empty list says what to do, or that nothing matches", "[bin_server][unit]") {
  BinServerRun empty({answered(200, page(""))});
  CHECK(empty({"list", "demo"}) == ExitCode::passed);
  CHECK(empty.out() == "The bin demo has captured nothing yet. Send anything to http://127.0.0.1:8080/b/demo\n");
  BinServerRun unmatched({answered(200, page(""))});
  CHECK(unmatched({"list", "demo", "--q", "x"}) == ExitCode::passed);
  CHECK(unmatched.out() == "No request of demo matches.\n");
}

TEST_CASE("JSON is laid out on a terminal, and stays as it came elsewhere", "[bin_server][unit]") {
  BinServerRun plain({answered(200, kRow)});
  CHECK(plain({"show", "demo"}) == ExitCode::passed);
  CHECK_THAT(plain.out(), ContainsSubstring("POST /b/demo/orders?x=1 HTTP/1.1\nHost: a\n\n{\"a\":1.00}\n"));
  CHECK_THAT(plain.out(), ContainsSubstring("  signature     invalid: The body was changed.\n"));
  BinServerRun terminal({answered(200, kRow)});
  terminal.out_is_terminal = true;
  CHECK(terminal({"show", "demo"}) == ExitCode::passed);
  CHECK_THAT(terminal.out(), ContainsSubstring("\n\n{\n  \"a\": 1.00\n}\n"));
}

TEST_CASE("A terminal gets no bytes that it would obey", "[bin_server][unit]") {
  const std::string hostile = "a\x1b]0;title\x07 \xc2\x9b\x33\x31m \xe2\x80\xae";
  SECTION("exact bytes are refused") {
    BinServerRun bin_server({answered(200, hostile)});
    bin_server.out_is_terminal = true;
    CHECK(bin_server({"show", "demo", "--body"}) == ExitCode::wrong_usage);
    CHECK(bin_server.out().empty());
    CHECK_THAT(bin_server.err(), ContainsSubstring("--output FILE"));
  }
  SECTION("unless they are asked for") {
    BinServerRun bin_server({answered(200, hostile)});
    bin_server.out_is_terminal = true;
    CHECK(bin_server({"show", "demo", "--body", "--force"}) == ExitCode::passed);
    CHECK(bin_server.out() == hostile);
  }
  SECTION("and text is let through as it is") {
    const std::string text = "POST / HTTP/1.1\r\nX: \xc3\xa9\r\n\r\n{\n\t1\n}";
    BinServerRun bin_server({answered(200, text)});
    bin_server.out_is_terminal = true;
    CHECK(bin_server({"show", "demo", "--raw"}) == ExitCode::passed);
    CHECK(bin_server.out() == text);
  }
  SECTION("a pipe gets them all") {
    BinServerRun bin_server({answered(200, hostile)});
    CHECK(bin_server({"show", "demo", "--body"}) == ExitCode::passed);
    CHECK(bin_server.out() == hostile);
  }
}

TEST_CASE("A person is asked before much is deleted", "[bin_server][unit]") {
  const std::vector<Exchange> answers{answered(200, R"({"request_count":3})"), answered(204)};
  BinServerRun bin_server(answers);
  SECTION("and may think better of it") {
    bin_server.types("\n");
    CHECK(bin_server({"delete", "demo"}) == ExitCode::wrong_usage);
    CHECK(bin_server.err() == "Delete the bin demo with its 3 requests? [y/N] bin_server: nothing was deleted\n");
    CHECK(bin_server.sent().size() == 1);
  }
  SECTION("or mean it") {
    bin_server.types("y\n");
    CHECK(bin_server({"delete", "demo"}) == ExitCode::passed);
    CHECK(bin_server.out() == "Deleted the bin demo with its 3 requests\n");
  }
  SECTION("but not a script, which says --yes to a whole bin") {
    CHECK(bin_server({"delete", "demo"}) == ExitCode::wrong_usage);
    CHECK(bin_server.sent().size() == 1);
    CHECK(bin_server({"delete", "demo", "--yes", "--json"}) == ExitCode::passed);
  }
}
