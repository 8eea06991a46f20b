// What `tail` asks and prints, over feeds that break off and come back.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/bin_server/cli/bin_server_run.h"

using namespace hookloop;
using namespace hookloop::test;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string row(int seq, const std::string& target, int status = 200) {
  return R"({"bin":"demo","seq":)" + std::to_string(seq) +
         R"(,"received_at":"2026-01-31T12:00:00.123456Z","method":"POST","target":"/b/demo)" + target +
         R"(","body":{"bytes":2},"complete":true,"problems":[],"response":{"status":)" + std::to_string(status) +
         R"(},"delivery":{"event_type":"PROJECT_PUBLISH","attempt":2},"verdict":{"payload":{"state":"valid"},)"
         R"("signature":{"state":"unsigned"},"duplicate_of":null}})";
}

std::string captured(int seq, const std::string& target) {
  return "id: " + std::to_string(seq) + "\nevent: captured\ndata: " + row(seq, target) + "\n\n";
}

const Exchange kBin = answered(200, R"({"last_seq":4})");
const Exchange kDeleted = problem(404, R"({"type":"urn:hookloop:problem:unknown-bin","title":"T","detail":"D"})");

}  // namespace

TEST_CASE("tail shows what came last, then what comes, in two lines each", "[bin_server][unit]") {
  BinServerRun bin_server(
      {kBin, answered(200, R"({"requests":[)" + row(4, "/late", 503) + "," + row(3, "") + R"(],"next":3})"),
       answered(200, captured(5, "/live"))});
  CHECK(bin_server({"tail", "demo", "--lines", "2", "--count", "3"}) == ExitCode::passed);
  CHECK(bin_server.asked() == Words{"GET /api/v1/bins/demo", "GET /api/v1/bins/demo/requests?before=5&limit=2",
                                    "GET /api/v1/bins/demo/feed"});
  CHECK(bin_server.sent().at(2).header("Last-Event-ID") == "4");
  CHECK(bin_server.out() ==
        "-> 12:00:00.123Z  POST  /  2 B  PROJECT_PUBLISH  attempt 2  valid\n"
        "<- #3             200 OK\n"
        "-> 12:00:00.123Z  POST  /late  2 B  PROJECT_PUBLISH  attempt 2  valid\n"
        "<- #4             503 Service Unavailable\n"
        "-> 12:00:00.123Z  POST  /live  2 B  PROJECT_PUBLISH  attempt 2  valid\n"
        "<- #5             200 OK\n");
  CHECK(bin_server.err().empty());
}

TEST_CASE("tail says how a request was answered", "[bin_server][unit]") {
  struct Row {
    const char* response;
    const char* words;
  };
  for (
      const Row& each :
      {Row{R"({"status":503,"state":"answered","step":"/sequence/0","delay_ms":200.5,"fault":null,"sent_bytes":9})",
           "503 Service Unavailable, step /sequence/0, after 200.5ms"},
       Row{R"({"status":null,"state":"answered","step":"","delay_ms":0,"fault":"reset","sent_bytes":0})", "reset"},
       Row{R"({"status":200,"state":"answered","step":"","delay_ms":0,"fault":"half","sent_bytes":9})", "200 OK, half"},
       Row{R"({"status":201,"state":"waiting","step":"","delay_ms":5000,"drip":{"bytes":3,"every_ms":100},"fault":null})",
           "201 Created, after 5.00s, 3 bytes every 100ms, still to come"},
       Row{R"({"status":null,"state":"sender_left","step":"\u001b[2J\n","delay_ms":0,"fault":"silence"})",
           "silence, step \xef\xbf\xbd[2J\xef\xbf\xbd, the sender left before it was whole"},
       Row{R"({"status":200,"state":"unknown","step":"","delay_ms":0,"fault":null})",
           "200 OK, how it ended is not known"}}) {
    const std::string plain = R"("response":{"status":200})";
    std::string event = captured(5, "/live");
    event.replace(event.find(plain), plain.size(), std::string(R"("response":)") + each.response);
    BinServerRun bin_server({answered(200, event)});
    CHECK(bin_server({"tail", "demo", "--after", "4", "--count", "1"}) == ExitCode::passed);
    const std::string out = bin_server.out();
    CHECK(out.substr(out.find("<-")) == std::string("<- #5             ") + each.words + "\n");
  }
}

TEST_CASE("tail cuts a target so that a line of a terminal is a line", "[bin_server][unit]") {
  BinServerRun bin_server({answered(200, captured(5, "/" + std::string(200, 'x')))});
  bin_server.out_is_terminal = true;
  CHECK(bin_server({"tail", "demo", "--after", "4", "--count", "1"}) == ExitCode::passed);
  CHECK(bin_server.out() == "→ 12:00:00.123Z  POST  /" + std::string(35, 'x') +
                                "…  2 B  PROJECT_PUBLISH  attempt 2  valid\n← #5             200 OK\n");
}

TEST_CASE("tail goes on where it was when a connection breaks", "[bin_server][unit]") {
  // What is half there when it breaks comes again; what matches no search moves the place all the same.
  BinServerRun bin_server({answered(200, captured(5, "/a") + "id: 7\n\n" + captured(8, "/b").substr(0, 20)),
                           failed(SendFailure::refused, "nobody is there"), answered(200, captured(8, "/b"))});
  CHECK(bin_server({"tail", "demo", "--after", "4", "--q", "a", "--count", "2", "--json"}) == ExitCode::passed);
  REQUIRE(bin_server.sent().size() == 3);
  CHECK(bin_server.asked().front() == "GET /api/v1/bins/demo/feed?q=a");
  CHECK(bin_server.sent()[1].header("Last-Event-ID") == "7");
  CHECK(bin_server.sent()[2].header("Last-Event-ID") == "7");
  CHECK(bin_server.out() == row(5, "/a") + "\n" + row(8, "/b") + "\n");
  CHECK_THAT(bin_server.err(), ContainsSubstring("the connection is lost") && ContainsSubstring("connected again\n"));
}

TEST_CASE("tail says what it could not show", "[bin_server][unit]") {
  BinServerRun bin_server(
      {answered(200, "event: gap\ndata: {\"after\":4,\"next\":8,\"missed\":3}\n\n" + captured(8, "/"))});
  CHECK(bin_server({"tail", "demo", "--after", "4", "--count", "1"}) == ExitCode::passed);
  CHECK_THAT(bin_server.err(), ContainsSubstring("3 requests after #4 are not shown"));
}

TEST_CASE("tail tells an answer that took its time when it is there, once, and passes what it does not know",
          "[bin_server][unit]") {
  const auto event = [](const std::string& kind, const std::string& data) {
    return "event: " + kind + "\ndata: " + data + "\n\n";
  };
  std::string waiting = captured(5, "/slow");
  waiting.replace(waiting.find("\"status\":200"), 12, "\"status\":null");
  BinServerRun bin_server({answered(200, waiting + captured(6, "/") + event("exchange", R"({"seq":5,"exchange":{}})") +
                                             event("answered", row(6, "/")) + event("answered", row(5, "/slow", 201)) +
                                             event("answered", row(5, "/slow", 201)) + event("other", "5")),
                           kDeleted});
  CHECK(bin_server({"tail", "demo", "--after", "4"}) == ExitCode::passed);
  CHECK(bin_server.out() ==
        "-> 12:00:00.123Z  POST  /slow  2 B  PROJECT_PUBLISH  attempt 2  valid\n"
        "<- #5             \n"
        "-> 12:00:00.123Z  POST  /  2 B  PROJECT_PUBLISH  attempt 2  valid\n"
        "<- #6             200 OK\n"
        "<- #5             201 Created\n");
  CHECK_THAT(bin_server.err(), ContainsSubstring("2 requests in") && ContainsSubstring("2 answered 2xx"));
}

TEST_CASE("tail ends with a word when its bin is deleted", "[bin_server][unit]") {
  BinServerRun bin_server({answered(200, captured(5, "/")), kDeleted});
  CHECK(bin_server({"tail", "demo", "--after", "4"}) == ExitCode::passed);
  CHECK(bin_server.err() == "bin_server: the bin demo was deleted\n1 request in 100.0ms: 1 answered 2xx\n");
}

TEST_CASE("tail that is interrupted sums up and says so to the shell", "[bin_server][unit]") {
  BinServerRun bin_server({answered(200, captured(5, "/") + captured(6, "/"))});
  bin_server.interrupted_after = 1;
  CHECK(bin_server({"tail", "demo", "--after", "4"}) == ExitCode::interrupted);
  CHECK_THAT(bin_server.err(), ContainsSubstring("2 requests in") && ContainsSubstring("2 answered 2xx"));
}

TEST_CASE("tail of a bin that is not there fails at once", "[bin_server][unit]") {
  BinServerRun unknown({kDeleted, answered(200, R"({"bins":[{"id":"demo"}]})")});
  CHECK(unknown({"tail", "demmo", "--after", "0"}) == ExitCode::wrong_usage);
  CHECK(unknown.err() == "bin_server: there is no bin 'demmo'; did you mean demo?\n");
  BinServerRun away({failed(SendFailure::refused, "nobody is there")});
  CHECK(away({"tail", "demo"}) == ExitCode::environment);
}
