#include "shared/support/chunked.h"

#include <catch2/catch_test_macros.hpp>

#include "shared/support/random.h"

using namespace hookloop;
using State = ChunkedReader::State;

namespace {

State state_after(std::string_view bytes) {
  ChunkedReader reader;
  reader.feed(bytes);
  return reader.state();
}

}  // namespace

TEST_CASE("A chunked body is read the same wherever it is split", "[support][unit]") {
  const std::string bytes =
      std::string("4\r\nWiki\r\nA;name=\"value\"\r\n01\r\n4567\r\r\r\n0\r\nX-Sum: 1\r\nX-Two: 2\r\n\r\n") +
      "GET / HTTP/1.1";
  const std::size_t end = bytes.size() - 14;
  for (std::size_t split = 0; split <= bytes.size(); ++split) {
    CAPTURE(split);
    std::string content;
    ChunkedReader reader;
    reader.collect_into(&content);
    std::size_t taken = reader.feed(std::string_view(bytes).substr(0, split));
    CHECK(taken == std::min(split, end));
    if (reader.state() == State::more) taken += reader.feed(std::string_view(bytes).substr(split));
    CHECK(reader.state() == State::done);
    CHECK(taken == end);
    CHECK(content == "Wiki01\r\n4567\r\r");
    CHECK(reader.content_bytes() == content.size());
    CHECK(reader.trailer_lines() == "X-Sum: 1\r\nX-Two: 2\r\n");
  }
}

TEST_CASE("A chunked body is read byte by byte", "[support][unit]") {
  ChunkedReader reader;
  const std::string framed = "1\r\na\r\n0\r\n\r\n";
  for (const char& byte : framed) {
    CHECK(reader.state() == State::more);
    CHECK(reader.feed(std::string_view(&byte, 1)) == 1);
  }
  CHECK(reader.state() == State::done);
  CHECK(reader.feed("more") == 0);
}

TEST_CASE("What a careless sender writes is understood", "[support][unit]") {
  CHECK(state_after("1\na\n0\n\n") == State::done);
  CHECK(state_after("1 ; x=y \r\na\r\n000\r\n\r\n") == State::done);
  CHECK(state_after("0\r\n\r\n") == State::done);
  CHECK(read_chunked("5\r\nab").content == "ab");  // it broke off
}

TEST_CASE("A malformed chunk is named and not read on", "[support][unit]") {
  for (const std::string framed :
       {"\r\n", "x\r\n", "-1\r\n", "+1\r\n", "0x1\r\n", "1 1\r\n", ";x\r\n", "10000000000000000\r\n", "1\r\nab\r\n"}) {
    CAPTURE(framed);
    ChunkedReader reader;
    reader.feed(framed + "0\r\n\r\n");
    CHECK(reader.state() == State::malformed);
    CHECK_FALSE(reader.fault().empty());
    CHECK(reader.feed("0\r\n\r\n") == 0);
  }
}

TEST_CASE("Lines and trailers without an end are cut off", "[support][unit]") {
  CHECK(state_after("1;" + std::string(5000, 'x')) == State::malformed);
  CHECK(state_after("1\r\na" + std::string(5000, ' ')) == State::malformed);
  std::string many = "0\r\n";
  for (int i = 0; i < 70'000; ++i) many += "A: 1\r\n";
  CHECK(state_after(many) == State::malformed);
}

TEST_CASE("Chunk sizes are read up to 64 bits and never taken for content", "[support][unit]") {
  ChunkedReader reader;
  reader.feed("FFFFFFFFFFFFFFFF\r\nabc");
  CHECK(reader.state() == State::more);
  CHECK(reader.content_bytes() == 3);
}

TEST_CASE("Trailer fields come out as headers do", "[support][unit]") {
  const ChunkedContent read = read_chunked("2\r\nhi\r\n0\r\nA: 1\r\na: 2\r\n\r\n");
  CHECK(read.content == "hi");
  CHECK(read.trailers == HeaderList{{"A", "1"}, {"a", "2"}});
}

TEST_CASE("Rubbish never makes the reader take more than it was given", "[support][fuzz]") {
  SeededRandom random(3);
  const std::string_view alphabet = "0123456789abcF;\r\n\r\n \xff:";
  for (int round = 0; round < 20'000; ++round) {
    ChunkedReader reader;
    for (int piece = 0; piece < 4; ++piece) {
      std::string bytes;
      for (auto i = random.next() % 12; i > 0; --i) bytes += alphabet[random.next() % alphabet.size()];
      const bool was_over = reader.state() != State::more;
      const std::size_t taken = reader.feed(bytes);
      CHECK(taken <= bytes.size());
      if (was_over) CHECK(taken == 0);
      if (reader.state() == State::more) CHECK(taken == bytes.size());
    }
  }
}
