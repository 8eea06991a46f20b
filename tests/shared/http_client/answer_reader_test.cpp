#include "shared/http_client/answer_reader.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

using namespace hookloop;
using State = AnswerReader::State;

namespace {

AnswerReader read(const std::string& bytes, bool closed = false, const AnswerLimits& limits = {}) {
  AnswerReader reader("POST", limits);
  reader.feed(bytes);
  if (closed) reader.end_of_stream();
  return reader;
}

}  // namespace

TEST_CASE("An answer is the same however its bytes are cut", "[http_client][unit]") {
  const std::string bytes =
      "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
      "HTTP/1.1 200 OK\r\nX-One: 1\r\nTransfer-Encoding: chunked\r\nx-one: 2\r\n\r\n"
      "5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: t\r\n\r\n";
  const std::size_t piece = GENERATE(1u, 2u, 3u, 7u, 1000u);
  AnswerReader reader("POST");
  for (std::size_t at = 0; at < bytes.size(); at += piece) reader.feed(std::string_view(bytes).substr(at, piece));
  REQUIRE(reader.state() == State::done);
  CHECK(reader.answer().status == 200);
  CHECK(reader.answer().reason == "OK");
  CHECK(reader.answer().head == "HTTP/1.1 200 OK\r\nX-One: 1\r\nTransfer-Encoding: chunked\r\nx-one: 2\r\n\r\n");
  CHECK(reader.answer().headers == HeaderList{{"X-One", "1"}, {"Transfer-Encoding", "chunked"}, {"x-one", "2"}});
  CHECK(reader.answer().body == "hello world");
  CHECK(reader.answer().body_bytes == 11);
  CHECK(reader.answer().body_complete);
  CHECK(reader.connection_persists());
}

TEST_CASE("An answer's body ends by length, by chunks, by the connection's end, or is none", "[http_client][unit]") {
  struct Row {
    const char* bytes;
    bool closed;
    State state;
    const char* body;
    bool persists;
  };
  const auto row = GENERATE(values<Row>({
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false, State::done, "ok", true},
      {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false, State::done, "", true},
      {"HTTP/1.1 204 No Content\r\n\r\n", false, State::done, "", true},
      {"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", false, State::done, "", true},
      {"HTTP/1.1 200 OK\r\n\r\nall of it", false, State::body, "all of it", false},
      {"HTTP/1.1 200 OK\r\n\r\nall of it", true, State::done, "all of it", false},
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok", true, State::body, "ok", false},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", true, State::body, "ok", false},
      {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", false, State::done, "",
       true},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok", false, State::done, "ok", false},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok", false, State::done, "ok", true},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok, and more", false, State::done, "ok", false},
      {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", false, State::done, "ok", false},
      {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok", false, State::done, "ok", true},
      {"HTTP/1.1 200\nContent-Length: 2\n\nok", false, State::done, "ok", true},
      {"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok", false, State::done, "ok", true},
  }));
  CAPTURE(row.bytes, row.closed);
  const AnswerReader reader = read(row.bytes, row.closed);
  CHECK(reader.state() == row.state);
  CHECK(reader.head_arrived());
  CHECK(reader.answer().body == row.body);
  CHECK(reader.answer().body_complete == (row.state == State::done));
  CHECK(reader.connection_persists() == row.persists);
}

TEST_CASE("A body that is given away is not kept, whatever its length", "[http_client][unit]") {
  AnswerReader reader("GET", {.kept_body_bytes = 2, .most_body_bytes = 4});
  std::string taken;
  reader.give_body_to([&](std::string_view piece) {
    taken += piece;
    return true;
  });
  SECTION("of a success") {
    reader.feed("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello");
    CHECK(taken == "hello");
    reader.feed(" world");
    CHECK(reader.state() == State::done);
    CHECK(taken == "hello world");
    CHECK(reader.answer().body.empty());
    CHECK(reader.answer().body_bytes == 11);
    CHECK(reader.answer().body_complete);
    CHECK(reader.connection_persists());
  }
  SECTION("not of a refusal, which is for who asked") {
    reader.feed("HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nno!");
    CHECK(taken.empty());
    CHECK(reader.answer().body == "no");
  }
}

TEST_CASE("Who is given a body can have enough of it", "[http_client][unit]") {
  AnswerReader reader("GET");
  reader.give_body_to([](std::string_view) { return false; });
  reader.feed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
  CHECK(reader.state() == State::done);
  CHECK(reader.was_stopped());
  CHECK_FALSE(reader.answer().body_complete);
  CHECK_FALSE(reader.connection_persists());
}

TEST_CASE("The answer to HEAD has no body whatever its length says", "[http_client][unit]") {
  AnswerReader reader("HEAD");
  reader.feed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
  CHECK(reader.state() == State::done);
}

TEST_CASE("What is no HTTP answer is malformed, and said so at the first wrong byte", "[http_client][unit]") {
  const auto bytes = GENERATE("SSH-2.0-OpenSSH\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n",
                              "HTTP/1.1 099 No\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "h",
                              "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok",
                              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
  CAPTURE(bytes);
  const AnswerReader reader = read(bytes);
  CHECK(reader.state() == State::malformed);
  CHECK_FALSE(reader.fault().empty());
}

TEST_CASE("An answer's head is bounded, and its body kept up to a limit and counted beyond", "[http_client][unit]") {
  AnswerLimits limits;
  limits.most_head_bytes = 100;
  limits.kept_body_bytes = 10;
  limits.most_body_bytes = 50;
  SECTION("a head over its limit") {
    CHECK(read("HTTP/1.1 200 OK\r\nX: " + std::string(100, 'x'), false, limits).state() == State::head_too_large);
    CHECK(read("HTTP/1.1 200 OK\r\nX: " + std::string(100, 'x') + "\r\n\r\n", false, limits).state() ==
          State::head_too_large);
  }
  SECTION("a body over what is kept") {
    const AnswerReader reader =
        read("HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n" + std::string(40, 'b'), false, limits);
    CHECK(reader.state() == State::done);
    CHECK(reader.answer().body == std::string(10, 'b'));
    CHECK(reader.answer().body_bytes == 40);
    CHECK(reader.answer().body_complete);
  }
  SECTION("a body over what is read: its status stands") {
    const std::string lines = GENERATE("", "Content-Length: 60\r\n", "Content-Length: 51\r\n");
    const AnswerReader reader = read("HTTP/1.1 200 OK\r\n" + lines + "\r\n" + std::string(51, 'b'), false, limits);
    CHECK(reader.state() == State::done);
    CHECK_FALSE(reader.answer().body_complete);
    CHECK_FALSE(reader.connection_persists());
  }
}
