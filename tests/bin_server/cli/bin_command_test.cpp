// What each command asks of the API, and what is said when it does not go well.
#include "bin_server/cli/bin_command.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/bin_server/cli/bin_server_run.h"

using namespace hookloop;
using namespace hookloop::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string kBins = "/api/v1/bins";
const std::string kDemo = kBins + "/demo";

}  // namespace

TEST_CASE("Each command asks for what it says", "[bin_server][unit]") {
  struct Row {
    Words words;
    Words asked;
  };
  const auto row = GENERATE(values<Row>({
      {{"create"}, {"POST " + kBins + " {}"}},
      {{"create",
        "demo",
        "--name",
        "My bin",
        "--max-requests",
        "5",
        "--max-bytes",
        "4MiB",
        "--expires-in",
        "2m",
        "--secret",
        "one",
        "--secret",
        "two",
        "--response-status",
        "503",
        "--response-header",
        "Retry-After: 2",
        "--response-body",
        "no"},
       {"POST " + kBins +
        R"( {"id":"demo","name":"My bin","secrets":["one","two"],"max_requests":5,"max_bytes":4194304,)"
        R"("expires_in_ms":120000,"response":{"status":503,"headers":[["Retry-After","2"]],"body":"no"}})"}},
      {{"list"}, {"GET " + kBins}},
      {{"list", "demo"}, {"GET " + kDemo + "/requests?limit=50"}},
      {{"list", "demo", "--q", "method:POST size:>10k", "--limit", "7", "--before", "9"},
       {"GET " + kDemo + "/requests?q=method%3APOST%20size%3A%3E10k&before=9&limit=7"}},
      {{"list", "http://127.0.0.1:9/base/b/demo/orders?x=1"}, {"GET /base" + kDemo + "/requests?limit=50"}},
      {{"show", "demo"}, {"GET " + kDemo + "/requests/latest"}},
      {{"show", "demo", "12"}, {"GET " + kDemo + "/requests/12"}},
      {{"show", "demo", "12", "--raw"}, {"GET " + kDemo + "/requests/12/raw"}},
      {{"show", "demo", "--body"}, {"GET " + kDemo + "/requests/latest/body"}},
      {{"export", "demo"}, {"GET " + kDemo + "/export?format=ndjson"}},
      {{"export", "demo", "--format", "har", "--q", "is:valid", "--no-redact"},
       {"GET " + kDemo + "/export?format=har&q=is%3Avalid&redact=false"}},
      {{"import", "demo", "-"}, {"POST " + kDemo + "/import"}},
      {{"replay", "demo", "latest", "--to", "http://127.0.0.1:3000/hook"},
       {"POST " + kDemo + R"(/requests/latest/replay {"to":"http://127.0.0.1:3000/hook"})"}},
      {{"replay",      "demo",
        "--q",         "is:valid",
        "--to",        "http://127.0.0.1:3000/",
        "--exact-url", "--method",
        "PUT",         "--set-header",
        "X-A: 1",      "--set-header",
        "X-A: 2",      "--remove-header",
        "X-B",         "--body",
        "{}",          "--sign",
        "--timeout",   "2s"},
       {"POST " + kDemo + R"(/replay?q=is%3Avalid {"to":"http://127.0.0.1:3000/","append_path":false,"method":"PUT",)" +
        R"("body":"{}","sign":true,"timeout_ms":2000,"headers":{"X-B":null,"X-A":["1","2"]}})"}},
      {{"delete", "demo", "12"}, {"DELETE " + kDemo + "/requests/12"}},
      {{"delete", "demo", "--q", "is:invalid"}, {"DELETE " + kDemo + "/requests?q=is%3Ainvalid"}},
      {{"delete", "demo", "--all-requests"}, {"DELETE " + kDemo + "/requests"}},
      {{"delete", "demo", "--yes"}, {"GET " + kDemo, "DELETE " + kDemo}},
  }));
  BinServerRun bin_server;
  INFO(row.asked.back());
  CHECK(bin_server(row.words) == ExitCode::passed);
  CHECK(bin_server.asked() == row.asked);
  CHECK(bin_server.err().empty());
}

TEST_CASE("Wrong words are found before anything is sent", "[bin_server][unit]") {
  const auto words = GENERATE(values<Words>({
      {"lst"},
      {"show"},
      {"create", "a", "b"},
      {"create", "--nme", "x"},
      {"create", "--response-status", "99"},
      {"create", "--max-bytes", "many"},
      {"list", "--q", "x"},
      {"list", "demo", "--limit", "0"},
      {"show", "demo", "--raw", "--body"},
      {"show", "demo", "--raw", "--json"},
      {"show", "demo", "-o", "file"},
      {"show", "http://127.0.0.1:8080/api"},
      {"show", "http://127.0.0.1:8080/b/demo", "--server", "http://127.0.0.1:8080"},
      {"delete", "demo", "12", "--q", "x"},
      {"export", "demo", "--format", "hra"},
      {"export", "demo", "--json"},
      {"export", "demo", "--redact", "--no-redact"},
      {"import", "demo"},
      {"import", "demo", "/no/such/file"},
      {"replay", "demo", "--to", "http://127.0.0.1:3000/"},
      {"replay", "demo", "latest"},
      {"replay", "demo", "latest", "--q", "x", "--to", "http://127.0.0.1:3000/"},
      {"replay", "demo", "latest", "--to", "127.0.0.1:3000"},
      {"replay", "demo", "latest", "--to", "http://127.0.0.1:3000/", "--set-header", "no colon"},
      {"tail", "demo", "--after", "3", "--lines", "5"},
      {"serve", "list"},
  }));
  BinServerRun bin_server;
  INFO(words.back());
  CHECK(bin_server(words) == ExitCode::wrong_usage);
  CHECK(bin_server.sent().empty());
  CHECK(bin_server.out().empty());
  CHECK(bin_server.served == 0);
}

TEST_CASE("Without a command, and with flags alone, it serves", "[bin_server][unit]") {
  const auto words = GENERATE(values<Words>({{}, {"serve"}, {"--ephemeral"}, {"serve", "--ephemeral"}}));
  BinServerRun bin_server;
  CHECK(bin_server(words) == ExitCode::passed);
  CHECK(bin_server.served == 1);
}

TEST_CASE("The server comes from its own variable, not from the emitter's", "[bin_server][unit]") {
  const Environment of_the_emitter("HOOKLOOP_SERVER", "http://emitter.test");
  const Environment of_bin_server("HOOKLOOP_BIN_SERVER", "http://bins.test:9");
  const Environment token("HOOKLOOP_TOKEN", "s3cret");
  BinServerRun bin_server({answered(200, R"({"bins":[]})")});
  CHECK(bin_server({"list"}) == ExitCode::passed);
  CHECK(bin_server.sent().at(0).header("Host") == "bins.test:9");
  CHECK(bin_server.sent().at(0).header("Authorization") == "Bearer s3cret");
}

TEST_CASE("A secret of the environment is the bin's where no flag says one", "[bin_server][unit]") {
  const Environment secret("HOOKLOOP_SECRET", "hidden");
  BinServerRun bin_server;
  CHECK(bin_server({"create"}) == ExitCode::passed);
  CHECK(bin_server.asked() == Words{"POST " + kBins + R"( {"secrets":["hidden"]})"});
}

TEST_CASE("A bin that is not there is told with the nearest", "[bin_server][unit]") {
  const Exchange unknown =
      problem(404, R"({"type":"urn:hookloop:problem:unknown-bin","title":"There is no such bin","detail":"GET it."})");
  const auto told = [&](const std::string& bins) {
    BinServerRun bin_server({unknown, answered(200, bins)});
    CHECK(bin_server({"show", "demmo"}) == ExitCode::wrong_usage);
    return bin_server.err();
  };
  CHECK(told(R"({"bins":[{"id":"demo"},{"id":"other"}]})") ==
        "bin_server: there is no bin 'demmo'; did you mean demo?\n");
  CHECK(told(R"({"bins":[{"id":"something"}]})") ==
        "bin_server: there is no bin 'demmo'; `bin_server list` lists those that there are\n");
  CHECK(told(R"({"bins":[]})") == "bin_server: there is no bin 'demmo'; there are none yet: bin_server create demmo\n");
}

TEST_CASE("A mistake in a search is pointed at", "[bin_server][unit]") {
  const auto told = [](const std::string& query, int column) {
    BinServerRun bin_server(
        {problem(400, R"({"type":"urn:hookloop:problem:bad-query","title":"T","detail":"Column )" +
                          std::to_string(column) + R"( of q: so not.","column":)" + std::to_string(column) + "}")});
    CHECK(bin_server({"list", "demo", "--q", query}) == ExitCode::wrong_usage);
    return bin_server.err();
  };
  CHECK(told("método mehtod:x", 8) == "bin_server: --q: so not.\n  método mehtod:x\n         ^\n");
  // What a terminal would obey is shown as one sign, and moves nothing.
  CHECK(told("a\x1b[31m b:", 8) == "bin_server: --q: so not.\n  a\xef\xbf\xbd[31m b:\n         ^\n");
  // A long one is shown around the place.
  CHECK(told(std::string(100, 'x') + "!", 101) ==
        "bin_server: --q: so not.\n  " + std::string(40, 'x') + "!\n  " + std::string(40, ' ') + "^\n");
}

TEST_CASE("A server that is not there, or is another program, is exit code 4", "[bin_server][unit]") {
  BinServerRun none({failed(SendFailure::refused, "nothing listens at 127.0.0.1:8080")});
  CHECK(none({"list"}) == ExitCode::environment);
  CHECK(none.err() ==
        "bin_server: no answer from http://127.0.0.1:8080: nothing listens at 127.0.0.1:8080; start it with "
        "`bin_server`, or say where it is with --server\n");
  BinServerRun other({answered(404, "<html>")});
  CHECK(other({"list"}) == ExitCode::environment);
  CHECK_THAT(other.err(), ContainsSubstring("is no bin_server: it said 404"));
}
