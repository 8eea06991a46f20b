// What `create`, `list`, `show` and `delete` print, on a terminal and elsewhere.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/bin_server/cli/bin_server_run.h"
#include "tests/support/temp_dir.h"

using namespace hookloop;
using namespace hookloop::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string kNoControl = "\xef\xbf\xbd";  // what is shown in the place of a control character

std::string written(const TempDir& folder, const std::string& name, const std::string& text) {
  const std::string file = folder.path() / name;
  std::ofstream(file, std::ios::binary) << text;
  return file;
}

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

TEST_CASE("A bin is made with all that the API can set", "[bin_server][unit]") {
  const TempDir folder;
  const std::string file = written(folder, "answers.yaml",
                                   "sequence:\n  - {status: 503, headers: {Retry-After: \"2\"}, times: 2}\n"
                                   "  - {status: 200, delay_ms: 5}\nby: attempt\n");
  BinServerRun bin_server({answered(201, R"({"capture_url":"http://x/b/demo"})")});
  const Environment password("HOOKLOOP_PASSWORD", "s3cret");
  CHECK(bin_server({"create", "demo", "--response", file, "--login", "me", "--forward", "http://localhost:3000/hook",
                    "--forward", "http://localhost:3001/", "--forward-timeout", "5s", "--max-age", "2h", "--expires-in",
                    "1h"}) == ExitCode::passed);
  CHECK(nlohmann::json::parse(bin_server.sent().front().body()) ==
        nlohmann::json::parse(
            R"({"id":"demo","response":{"sequence":[{"status":503,"headers":{"Retry-After":"2"},"times":2},
                       {"status":200,"delay_ms":5}],"by":"attempt"},"login":"me","password":"s3cret",
                       "forward":{"targets":["http://localhost:3000/hook","http://localhost:3001/"],"timeout_ms":5000},
                       "max_age_ms":7200000,"expires_in_ms":3600000})"));
}

TEST_CASE("A password may stand in a file, and an answer be slow and wrong", "[bin_server][unit]") {
  const TempDir folder;
  BinServerRun bin_server({answered(201, R"({"capture_url":"http://x/b/demo"})")});
  CHECK(bin_server({"create", "--login", "me", "--password-file", written(folder, "password", "s3cret\r\nmore\n"),
                    "--response-status", "202", "--response-delay", "250ms", "--response-fault", "half"}) ==
        ExitCode::passed);
  CHECK(nlohmann::json::parse(bin_server.sent().front().body()) ==
        nlohmann::json::parse(
            R"({"login":"me","password":"s3cret","response":{"status":202,"delay_ms":250,"fault":"half"}})"));
}

// What is said of each is seen in commands_test.py.
TEST_CASE("Nothing is sent of a bin of which anything is wrong", "[bin_server][unit]") {
  const TempDir folder;
  const std::string bad = written(folder, "bad.yaml", "sequence:\n  - {status: 503}\n  - {staus: 200}\n");
  const std::string torn = written(folder, "torn.yaml", "{\"status\": ");
  const std::string good = written(folder, "good.yaml", "status: 200\n");
  for (const Words& wrong :
       {Words{"--response", bad}, Words{"--response", torn}, Words{"--response", folder.path() / "none"},
        Words{"--response", good, "--response-status", "200"}, Words{"--password", "a", "--password-file", good},
        Words{"--response-fault", "rest"}, Words{"--forward", "localhost"}, Words{"--forwrd", "http://localhost/"}}) {
    BinServerRun bin_server;
    Words words{"create", "demo"};
    words.insert(words.end(), wrong.begin(), wrong.end());
    CAPTURE(words);
    CHECK(bin_server(words) == ExitCode::wrong_usage);
    CHECK(bin_server.sent().empty());
  }
}

TEST_CASE("Captures are listed a line each, with what we think of them", "[bin_server][unit]") {
  BinServerRun bin_server({answered(200, page(kRow))});
  CHECK(bin_server({"list", "demo"}) == ExitCode::passed);
  CHECK(bin_server.out() ==
        "seq  received              method  target       answered  size     event type       attempt  verdict\n"
        "7    2026-01-31 12:00:00Z  POST    /orders?x=1  503       1.5 KiB  PROJECT_PUBLISH  2        duplicate, "
        "valid, bad signature\n");
}

TEST_CASE("Pins and tags have a column where there are any", "[bin_server][unit]") {
  std::string marked = kRow;
  marked.insert(1, R"("pinned":true,"tags":["slow","ask \u001b[31mMax"],)");
  BinServerRun bin_server({answered(200, page(marked + "," + kRow))});
  CHECK(bin_server({"list", "demo"}) == ExitCode::passed);
  CHECK_THAT(bin_server.out(),
             ContainsSubstring("verdict                          marks\n") &&
                 ContainsSubstring("bad signature  pinned, #slow, #ask " + kNoControl + "[31mMax\n") &&
                 ContainsSubstring("bad signature\n"));
}

TEST_CASE("What was noted of a request is shown in sections of its own", "[bin_server][unit]") {
  std::string noted = kRow;
  noted.insert(
      1,
      R"("pinned":true,"note":"look\nhere\u001b[2J","tags":["slow"],"exchanges":[)"
      R"({"id":"xch_1","kind":"forward","to":"http://a/","url":"http://a/x","started_at":)"
      R"("2026-01-31T12:00:01.000000Z","failure":null,"timed_out_in":null,"detail":"","status":204,"whole_us":12300},)"
      R"({"id":"xch_2","kind":"replay","to":"http://b/","url":"http://b/","started_at":)"
      R"("2026-01-31T12:00:02.000000Z","failure":"timed_out","timed_out_in":"connect","detail":"too slow\u0007",)"
      R"("status":null,"whole_us":5000000}],)");
  const std::string plain = R"("response":{"status":503})";
  noted.replace(noted.find(plain), plain.size(),
                R"("response":{"status":503,"state":"answered","step":"/sequence/0","delay_ms":1,"fault":null,)"
                R"("sent_bytes":9,"headers":[["Retry-After","2"]],"body":{"bytes":4,"text":"busy"}})");
  BinServerRun bin_server({answered(200, noted)});
  bin_server.out_is_terminal = true;
  bin_server.width = 120;
  CHECK(bin_server({"show", "demo"}) == ExitCode::passed);
  const std::string out = bin_server.out();
  CHECK_THAT(out, ContainsSubstring("  answered      503 Service Unavailable, step /sequence/0, after 1.0ms\n") &&
                      ContainsSubstring("  marks         pinned, #slow\n") &&
                      ContainsSubstring("\nnote\nlook\nhere" + kNoControl + "[2J\n") &&
                      ContainsSubstring("\nanswered 503 Service Unavailable, step /sequence/0, after 1.0ms\n"
                                        "Retry-After: 2\n\nbusy\n"));
  CHECK_THAT(out, ContainsSubstring("\nsent on  to          started               answered  took    failure\n"
                                    "forward  http://a/x  2026-01-31 12:00:01Z  204       12.3ms\n"
                                    "replay   http://b/   2026-01-31 12:00:02Z            5.00s   "
                                    "timed_out in connect: too slow" +
                                    kNoControl + "\n"));
  CHECK(out.find('\x1b') == std::string::npos);
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
