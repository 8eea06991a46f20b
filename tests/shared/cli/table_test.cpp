// Tables and details on wide, narrow and no terminals.
#include "shared/cli/table.h"

#include <catch2/catch_test_macros.hpp>
#include <sstream>

#include "shared/cli/details.h"

using namespace hookloop;

namespace {

std::string printed(const Table& table, std::optional<unsigned> width, bool colour = false) {
  std::ostringstream out;
  table.print(Paper{out, Style(colour), width});
  return out.str();
}

Table people() {
  Table table({{"name", Fit::cut}, {"id"}, {"what they do", Fit::cut}});
  table.add({{"Ada"}, {"m_1"}, {"writes the first program there ever was"}});
  table.add({{"Max", Tone::good}, {"m_22"}, {""}});
  return table;
}

}  // namespace

TEST_CASE("A table has columns as wide as what is in them, and no line ends in spaces", "[cli][unit]") {
  const std::string whole =
      "name  id    what they do\n"
      "Ada   m_1   writes the first program there ever was\n"
      "Max   m_22\n";
  CHECK(printed(people(), std::nullopt) == whole);
  CHECK(printed(people(), 80) == whole);
}

TEST_CASE("A table in a narrower window cuts texts and never ids", "[cli][unit]") {
  CHECK(printed(people(), 30) ==
        "name  id    what they do\n"
        "Ada   m_1   writes the first …\n"
        "Max   m_22\n");
}

TEST_CASE("A table in the narrowest window is a block for each row", "[cli][unit]") {
  CHECK(printed(people(), 20) ==
        "name Ada\n"
        "  id            m_1\n"
        "  what they do  writes the first program there ever was\n"
        "\n"
        "name Max\n"
        "  id  m_22\n");
}

TEST_CASE("A table in a narrower window drops what is told elsewhere, the last first", "[cli][unit]") {
  Table table({{"id"}, {"one", Fit::drop}, {"two", Fit::drop}});
  table.add({{"m_1"}, {"111"}, {"222"}});
  CHECK(printed(table, 12) == "id   one\nm_1  111\n");
  CHECK(printed(table, 7) == "id\nm_1\n");
  CHECK(printed(table, 2) == "id m_1\n  one  111\n  two  222\n");
}

TEST_CASE("A table keeps texts readable as long as there is something to drop", "[cli][unit]") {
  Table table({{"name", Fit::cut}, {"x", Fit::drop}});
  table.add({{"a name of thirty characters ok"}, {"1"}});
  CHECK(printed(table, 20) == "name               x\na name of thirty…  1\n");
  CHECK(printed(table, 18) == "name\na name of thirty …\n");
  CHECK(printed(table, 10) == "name\na name of…\n");
}

TEST_CASE("A table counts characters, not bytes, and shows no control bytes", "[cli][unit]") {
  Table table({{"name", Fit::cut}, {"x"}});
  table.add({{"Zoë"}, {"1"}});
  table.add({{"a\x1b[2J"}, {"2"}});
  CHECK(printed(table, std::nullopt) == "name   x\nZoë    1\na\xef\xbf\xbd[2J  2\n");
}

TEST_CASE("A table colours its titles and states where there are colours", "[cli][unit]") {
  CHECK(printed(people(), 80, true).starts_with("\x1b[1mname\x1b[0m  \x1b[1mid\x1b[0m"));
  CHECK(printed(people(), 80, true).find("\x1b[32mMax\x1b[0m   m_22\n") != std::string::npos);
}

TEST_CASE("Details align their values and leave out empty ones", "[cli][unit]") {
  Details details("MyApp", "enabled");
  details.add("id", "1");
  details.add("description", "one two three four five six");
  details.add("removed", "");
  const auto text = [&](std::optional<unsigned> width) {
    std::ostringstream out;
    details.print(Paper{out, Style(false), width});
    return out.str();
  };
  CHECK(text(std::nullopt) == "MyApp  enabled\n  id           1\n  description  one two three four five six\n");
  CHECK(text(32) ==
        "MyApp  enabled\n"
        "  id           1\n"
        "  description  one two three\n"
        "               four five six\n");
  CHECK(text(10) == text(std::nullopt));
}
